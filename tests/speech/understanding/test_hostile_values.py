"""Whatever is said, values are understood or not: never an error, never for long."""

from __future__ import annotations

from datetime import date
from random import Random
from time import process_time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from speech.understanding import addresses, corrections, dates, dictation, money
from speech.understanding.digit_lattice import dictated

LISTENED_FOR = (
    *dictation.digit_words(),
    *money.money_words(),
    *dates.date_words(),
    *addresses.address_words(),
)
WORDS = (*dict.fromkeys(LISTENED_FOR), "unk", "315", "²", "٣")
SAID = st.one_of(
    st.text(max_size=200),
    st.lists(st.sampled_from(WORDS), max_size=40).map(" ".join),
)
DAYS = st.dates(date(1, 1, 1), date(9999, 12, 31))
MOST_SECONDS = 0.05
"""Of one core for a hundred words; the tests allow for a slower machine than a server's."""
SLOWER = 10


@settings(max_examples=60, deadline=None)
@given(said=SAID, today=DAYS, bill=st.booleans())
def test_nothing_said_is_an_error(said: str, today: date, bill: bool) -> None:
    found = dictated(said, 6, 10)
    assert all(6 <= len(digits) <= 10 and digits.isdecimal() for digits in found.candidates)
    pesos = money.pesos(said, bill=bill)
    assert pesos is None or 0 <= pesos < 10**12
    meant = dates.day(said, today)
    assert meant is None or meant.first <= meant.last
    place = addresses.address(said, ("La Pola", "Centro"))
    assert place is None or place.written
    assert corrections.corrected(corrections.corrected(said)) is not None


def hostile() -> list[str]:
    rng = Random(8)
    few = [rng.sample(WORDS, rng.randint(1, 5)) for _ in range(40)]
    numbers = dictation.digit_words()
    few += [rng.sample(numbers, rng.randint(1, 5)) for _ in range(40)]
    return [" ".join(rng.choice(words) for _ in range(100)) for words in (WORDS, numbers, *few)]


@pytest.mark.parametrize(("shortest", "longest"), [(10, 10), (6, 20)])
def test_a_hundred_words_take_no_longer_than_a_caller_notices(shortest: int, longest: int) -> None:
    for said in hostile():
        begun = process_time()
        dictated(said, shortest, longest)
        money.pesos(said)
        dates.day(said, date(2026, 11, 20))
        addresses.address(said, ("La Pola", "Centro"))
        assert process_time() - begun < MOST_SECONDS * SLOWER, said


def test_the_words_to_listen_for_are_spelled_as_a_recogniser_gives_them() -> None:
    heard = (word for said in LISTENED_FOR for word in said.split())
    assert [word for word in heard if not word.isalpha() or not word.islower()] == []
