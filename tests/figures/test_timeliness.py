"""Timeliness of cases, computed by hand: November 2026 has a holiday on Monday 16."""

from __future__ import annotations

from datetime import date

from ivr.services.figures import Share
from ivr.services.timeliness import CaseRow, timeliness
from ivr.services.working_days import Calendar

FIRST, LAST, TODAY = date(2026, 11, 1), date(2026, 11, 30), date(2026, 11, 20)


def day(number: int) -> date:
    return date(2026, 11, number)


CASES = (
    CaseRow("queja", day(3), day(12), day(12), day(13)),  # in time; told a day late
    CaseRow("queja", day(3), day(12), day(17), day(17)),  # late
    CaseRow("queja", day(4), day(13), overdue=True),  # open, overdue by four working days
    CaseRow("queja", date(2026, 9, 1), date(2026, 9, 22), overdue=True),  # by 41
    CaseRow("queja", day(9), day(24), silence=True),  # open, near its date
    CaseRow("queja", day(9), day(25)),  # open
    CaseRow("queja", day(9), day(24)),  # open, but its silence decides nothing
    CaseRow("queja", day(5), day(18), ended=True),  # handed to another body
    CaseRow("queja", date(2026, 10, 1), date(2026, 10, 22), day(4), day(5)),  # late, due before
)


def test_a_month_of_cases() -> None:
    found = timeliness(CASES, FIRST, LAST, TODAY, Calendar())
    assert found.filed == 7
    assert found.answered_in_time == Share(1, 6)
    assert found.notified_in_time == Share(0, 6)
    assert found.late == 2 + 2
    # 3 to 12 November: 7 days; to the 17th, past the holiday: 9; 1 October to 4 November: 22
    assert found.mean_days == (7 + 9 + 22) / 3
    assert found.median_days == 9
    assert (found.overdue, found.overdue_ages) == (2, (1, 0, 0, 1))
    assert found.silence_risk == 1


def test_no_cases() -> None:
    found = timeliness((), FIRST, LAST, TODAY, Calendar())
    assert (found.filed, found.mean_days, found.answered_in_time.value) == (0, None, None)
    assert found.overdue_ages == (0, 0, 0, 0)
