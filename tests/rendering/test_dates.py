"""Dates and hours as they are said."""

from __future__ import annotations

from datetime import date, time, timedelta

import pytest

from ivr.rendering.dates import good_wish, spoken_date, spoken_month, spoken_time

TODAY = date(2026, 11, 22)

DATES = [
    (date(2026, 12, 14), "lunes catorce de diciembre"),
    (date(2026, 7, 1), "miércoles primero de julio"),
    (date(2026, 11, 21), "sábado veintiuno de noviembre"),
    (date(2026, 3, 31), "martes treinta y uno de marzo"),
    (date(2027, 1, 1), "viernes primero de enero de dos mil veintisiete"),
    (date(2025, 12, 31), "miércoles treinta y uno de diciembre de dos mil veinticinco"),
    (date(2021, 2, 2), "martes dos de febrero de dos mil veintiuno"),
]

TIMES = [
    (time(0, 0), "las doce de la noche"),
    (time(1, 0), "la una de la mañana"),
    (time(6, 45), "las seis y cuarenta y cinco de la mañana"),
    (time(11, 59), "las once y cincuenta y nueve de la mañana"),
    (time(12, 0), "las doce del día"),
    (time(12, 30), "las doce y treinta del día"),
    (time(13, 0), "la una de la tarde"),
    (time(14, 30), "las dos y treinta de la tarde"),
    (time(18, 59), "las seis y cincuenta y nueve de la tarde"),
    (time(20, 0), "las ocho de la noche"),
    (time(23, 21), "las once y veintiuno de la noche"),
]

WISHES = [
    (time(4, 59), "una buena noche"),
    (time(5, 0), "un buen día"),
    (time(11, 59), "un buen día"),
    (time(12, 0), "una buena tarde"),
    (time(17, 59), "una buena tarde"),
    (time(18, 0), "una buena noche"),
]


@pytest.mark.parametrize(("day", "words"), DATES)
def test_date(day: date, words: str) -> None:
    assert spoken_date(day, TODAY) == words


def test_each_day_of_four_years_is_said_in_its_own_words() -> None:
    days = [date(2024, 1, 1) + timedelta(days=day) for day in range(4 * 365 + 1)]
    assert len({spoken_date(day, TODAY) for day in days}) == len(days)


def test_month_has_its_year_only_when_it_is_another() -> None:
    assert spoken_month(date(2026, 10, 1), TODAY) == "octubre"
    assert spoken_month(date(2025, 10, 1), TODAY) == "octubre de dos mil veinticinco"


@pytest.mark.parametrize(("moment", "words"), TIMES)
def test_time(moment: time, words: str) -> None:
    assert spoken_time(moment) == words


@pytest.mark.parametrize(("moment", "words"), WISHES)
def test_wish(moment: time, words: str) -> None:
    assert good_wish(moment) == words
