import pytest
from hypothesis import given
from hypothesis import strategies as st

from ivr.phone_number import normalise

WRITTEN = """
    3151234567          +573151234567     mobile
    315 123 45 67       +573151234567     as people write it
    03151234567         +573151234567     trunk prefix
    033151234567        +573151234567     03, once dialled before mobiles
    +573151234567       +573151234567
    +57 (315) 123-4567  +573151234567
    00573151234567      +573151234567
    573151234567        +573151234567     without plus, as many networks send it
    6087654321          +576087654321     fixed
    +576017654321       +576017654321
    06087654321         +576087654321
    7654321             +576087654321     the old seven digits, with the area of the place
    87654321            +576087654321     the old seven digits behind their indicative
    17654321            +576017654321
    0987654321          +576087654321     and behind a long-distance operator
    +5747654321         +576047654321
    +12025550123        +12025550123      from abroad
    0012025550123       +12025550123
    +34912345678        +34912345678
    018000123456        +5718000123456    toll-free
    123                 -                 a short code
    #322                -                 a mobile's short code
    1001                -                 an extension
    1234567             -                 no fixed number begins with 1
    3151234567890       -                 too long
    315123456           -                 too short
    6037654321          -                 no such area
    0000000000          -
    +57                 -
    +573151234          -
    +99912345678        -                 no such country
    anonymous           -
    Restricted          -
    315abc4567          -
    ٣١٥١٢٣٤٥٦٧          -                 digits, but no telephone's
    +                   -
    ++573151234567      -
"""
ROWS = [line.split("  ") for line in WRITTEN.strip().splitlines()]
CASES = [tuple(cell.strip() for cell in row if cell.strip())[:2] for row in ROWS]


@pytest.mark.parametrize(("written", "expected"), CASES)
def test_a_number_in_any_writing_is_one_number(written: str, expected: str) -> None:
    assert normalise(written, "608") == (None if expected == "-" else expected)


@pytest.mark.parametrize("written", [None, "", " ", "3" * 10_000])
def test_nothing_is_nobodys_number(written: str | None) -> None:
    assert normalise(written, "608") is None


def test_seven_digits_belong_to_the_area_of_the_place() -> None:
    assert normalise("7654321", "601") == "+576017654321"


@given(st.text())
def test_whatever_is_written_gives_a_number_or_none(written: str) -> None:
    number = normalise(written, "608")
    if number is not None:
        assert number.startswith("+")
        assert number[1:].isdecimal()
        assert 8 <= len(number) <= 16
        assert normalise(number, "601") == number
