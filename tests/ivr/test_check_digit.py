from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ivr.check_digit import is_valid, with_check_digit

DIGITS = st.text("0123456789", min_size=1, max_size=20)


def test_the_example_of_the_standard() -> None:
    assert with_check_digit("0794") == "07945"


@given(DIGITS)
def test_a_number_with_its_digit_is_valid(digits: str) -> None:
    assert is_valid(with_check_digit(digits))


@given(DIGITS, st.data())
def test_one_wrong_digit_is_noticed(digits: str, data: st.DataObject) -> None:
    number = with_check_digit(digits)
    place = data.draw(st.integers(0, len(number) - 1))
    other = data.draw(st.sampled_from([digit for digit in "0123456789" if digit != number[place]]))
    assert not is_valid(number[:place] + other + number[place + 1 :])


@pytest.mark.parametrize("text", ["", "5", "07946", "0794 5", "٠٧٩٤٥", "abc", "-7945"])
def test_what_is_no_checked_number(text: str) -> None:
    assert not is_valid(text)


@pytest.mark.parametrize("text", ["", "12a", "²"])
def test_only_digits_get_one(text: str) -> None:
    with pytest.raises(ValueError, match="digits"):
        with_check_digit(text)
