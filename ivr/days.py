"""How a line asks when something was: a day said in any way, or typed as day and month."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from datetime import date
from functools import partial

from ivr.answering import CONFIRMED, AnsweringLine
from ivr.asking import Failure, Given, Outcome
from ivr.question import MONTH, DigitsQuestion
from ivr.understood import Ears
from speech.understanding.dates import Day
from speech.understanding.heard import Heard

_LEAP_YEARS_APART = 8
"""At most so many years lie between two 29ths of February."""


class DayLine(AnsweringLine):
    """The part of a line that asks for days that are past."""

    def ask_day(self, prompt_id: str, *, label: str, **values: object) -> Day:
        """Ask for a day up to today: «antier», «hace ocho días», or four digits, day and month.

        One day that was said is read back; of days among which it lies («la semana pasada») the
        last is no later than today. Raises as :meth:`AnsweringLine.ask`.
        """
        question = _question(prompt_id, self.clock.today(), label, values)
        return self._put(
            question, partial(self._day_typed, question), partial(self._day_said, question)
        )

    def _day_typed(self, question: DigitsQuestion) -> Outcome[Day]:
        typed = self._typed(question)
        if not isinstance(typed, Given):
            return typed
        day = latest_day(typed.answer, self.clock.today())
        assert day is not None
        return Given(Day(day, day))

    def _day_said(self, question: DigitsQuestion, ears: Ears, heard: Heard) -> Outcome[Day]:
        today = self.clock.today()
        day = ears.day(heard, today)
        if day is None or day.first > today:
            return Failure.misheard(heard)
        if day.exact and not self._is_right("comun.confirmar_fecha", fecha=day.first):
            return Failure.misheard(heard)
        self._told(question.prompt, heard, heard.text, question.label, CONFIRMED)
        return Given(Day(day.first, min(day.last, today), day.since, day.lasting))


def latest_day(digits: str, today: date) -> date | None:
    """The last day up to ``today`` of that day and month («0511»); None where there is none."""
    if len(digits) != 4:
        return None
    for year in range(today.year, today.year - _LEAP_YEARS_APART - 1, -1):
        with suppress(ValueError):
            day = date(year, int(digits[2:]), int(digits[:2]))
            if day <= today:
                return day
    return None


def _question(
    prompt_id: str, today: date, label: str, values: Mapping[str, object]
) -> DigitsQuestion:
    return DigitsQuestion(
        prompt_id,
        4,
        4,
        valid=lambda digits: latest_day(digits, today) is not None,
        label=label,
        values=values,
        grammar=MONTH,
    )
