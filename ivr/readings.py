"""The digits that words may stand for, by the kind of question that they answer."""

from __future__ import annotations

from datetime import date

from ivr.question import MONTH, DigitsQuestion
from ivr.understood import Ears
from speech.understanding.heard import Certainty, Heard

MOST_READINGS = 2
"""How many readings of what was dictated are read back before the keypad is asked for."""


def readings_of(
    question: DigitsQuestion, ears: Ears, heard: Heard, today: date
) -> tuple[tuple[str, ...], Certainty]:
    """The digits that may have been meant, and whether the first is sure."""
    if question.grammar == "digits":
        shortest, longest = question.shortest, question.longest
        said = ears.digits(heard, shortest, longest, question.valid, question.exists)
        if not said.candidates and question.exists is not None:
            said = ears.digits(heard, shortest, longest, question.valid)
        return said.candidates[:MOST_READINGS], said.certainty
    if question.grammar == MONTH:
        return _month(ears, heard, today)
    choice = ears.rating(heard, *question.bounds)
    return (choice.key,) if choice.key else (), choice.certainty


def _month(ears: Ears, heard: Heard, today: date) -> tuple[tuple[str, ...], Certainty]:
    """The two digits of a month, said as digits or by its name; sure where it is but one."""
    typed = ears.digits(heard, 2, 2, lambda digits: 1 <= int(digits) <= 12)
    if typed.certainty is Certainty.SURE:
        return typed.candidates, typed.certainty
    day = ears.day(heard, today)
    if day is None:
        return (), Certainty.NONE
    one = (day.first.year, day.first.month) == (day.last.year, day.last.month)
    return (f"{day.first.month:02}",), Certainty.SURE if one else Certainty.DOUBTFUL
