from __future__ import annotations

from datetime import date, timedelta

import pytest

from ivr.rendering.dates import spoken_date
from speech.understanding.dates import Day, day

FRIDAY = date(2026, 11, 20)


def on(month: int, number: int, year: int = 2026) -> Day:
    return Day(date(year, month, number), date(year, month, number))


def since(month: int, number: int, lasting: timedelta | None = None) -> Day:
    return Day(date(2026, month, number), date(2026, month, number), True, lasting)


def between(first: tuple[int, int], last: tuple[int, int], year: int = 2026) -> Day:
    return Day(date(year, *first), date(year, *last))


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        ("hoy", on(11, 20)),
        ("ayer", on(11, 19)),
        ("antier", on(11, 18)),
        ("anteayer", on(11, 18)),
        ("antes de ayer", on(11, 18)),
        ("trasantier", on(11, 17)),
        ("anoche", on(11, 19)),
        ("antes de anoche", on(11, 18)),
        ("ayer por la mañana", on(11, 19)),
        ("ayer jueves", on(11, 19)),
        ("el lunes", on(11, 16)),
        ("el lunes pasado", on(11, 16)),
        ("el viernes", on(11, 13)),
        ("el lunes por la mañana", on(11, 16)),
        ("el lunes antepasado", on(11, 9)),
        ("el lunes de la semana pasada", on(11, 9)),
        ("hace ocho días", on(11, 13)),
        ("hace quince días", on(11, 6)),
        ("hace como tres días", on(11, 17)),
        ("hace un par de días", on(11, 18)),
        ("hace veinte días", on(10, 31)),
        ("hace una semana", on(11, 13)),
        ("hace un mes", on(10, 20)),
        ("hace dos años", on(11, 20, 2024)),
        ("el quince", on(11, 15)),
        ("quince", on(11, 15)),
        ("el veinticinco", on(10, 25)),
        ("el treinta y uno", on(10, 31)),
        ("el primero", on(11, 1)),
        ("el quince de este", on(11, 15)),
        ("el quince de este mes", on(11, 15)),
        ("el quince del mes pasado", on(10, 15)),
        ("el viernes trece", on(11, 13)),
        ("primero de julio", on(7, 1)),
        ("uno de julio", on(7, 1)),
        ("quince de octubre", on(10, 15)),
        ("veinte de noviembre", on(11, 20)),
        ("veintiuno de noviembre", on(11, 21, 2025)),
        ("quince de octubre del año pasado", on(10, 15, 2025)),
        ("dos de enero del dos mil veinticinco", on(1, 2, 2025)),
        ("veintinueve de febrero", on(2, 29, 2024)),
        ("quince del diez", on(10, 15)),
        ("quince diez dos mil veintiséis", on(10, 15)),
        ("quince diez veintiséis", on(10, 15)),
        ("15/10/2026", on(10, 15)),
        ("el quince, no, perdón, el dieciséis", on(11, 16)),
        ("el quince de octubre, no, el dieciséis", on(10, 16)),
        ("ayer, mentiras, antier", on(11, 18)),
    ],
)
def test_one_day(said: str, meant: Day) -> None:
    assert day(said, FRIDAY) == meant
    assert meant.exact


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        ("la factura de octubre", between((10, 1), (10, 31))),
        ("la factura de octubre, no, perdón, de septiembre", between((9, 1), (9, 30))),
        ("el recibo de diciembre", between((12, 1), (12, 31), 2025)),
        ("octubre de dos mil veinticinco", between((10, 1), (10, 31), 2025)),
        ("el mes pasado", between((10, 1), (10, 31))),
        ("el mes antepasado", between((9, 1), (9, 30))),
        ("este mes", between((11, 1), (11, 30))),
        ("a mediados de mes", between((11, 11), (11, 20))),
        ("a finales de mes", between((10, 21), (10, 31))),
        ("a principios de octubre", between((10, 1), (10, 10))),
        ("la segunda quincena de octubre", between((10, 16), (10, 31))),
        ("la semana pasada", between((11, 9), (11, 15))),
        ("esta semana", between((11, 16), (11, 20))),
        ("el fin de semana", between((11, 14), (11, 15))),
        ("el año pasado", between((1, 1), (12, 31), 2025)),
    ],
)
def test_several_days(said: str, meant: Day) -> None:
    assert day(said, FRIDAY) == meant
    assert not meant.exact


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        ("desde por la mañana", since(11, 20)),
        ("desde esta mañana", since(11, 20)),
        ("desde ayer tarde", since(11, 19)),
        ("desde anoche", since(11, 19)),
        ("desde el lunes", since(11, 16)),
        ("desde ayer no hay agua", since(11, 19)),
        ("desde hace tres días", since(11, 17, timedelta(days=3))),
        ("llevamos dos días sin agua", since(11, 18, timedelta(days=2))),
        ("llevo ocho días", since(11, 13, timedelta(days=7))),
        ("tres días", since(11, 17, timedelta(days=3))),
        ("dos semanas", since(11, 6, timedelta(days=14))),
        ("como tres horas", since(11, 20, timedelta(hours=3))),
        ("hora y media", since(11, 20, timedelta(minutes=90))),
        ("media hora", since(11, 20, timedelta(minutes=30))),
    ],
)
def test_since_when(said: str, meant: Day) -> None:
    assert day(said, FRIDAY) == meant


@pytest.mark.parametrize(
    "said",
    [
        "treinta y uno de abril",
        "treinta de febrero",
        "ayer viernes",
        "el lunes trece",
        "el quince o el dieciséis",
        "de hoy en ocho",
        "pasado mañana",
        "mañana",
        "hace dos años el diez de mayo",
        "hace nueve mil años",
        "dos facturas",
        "no sé",
        "",
    ],
)
def test_what_must_be_asked_again(said: str) -> None:
    assert day(said, FRIDAY) is None


@pytest.mark.parametrize(
    ("said", "today", "meant"),
    [
        ("el mes pasado", date(2027, 1, 10), between((12, 1), (12, 31))),
        ("el treinta y uno", date(2027, 1, 10), on(12, 31)),
        ("ayer", date(2027, 1, 1), on(12, 31)),
        ("la semana pasada", date(2027, 1, 5), Day(date(2026, 12, 28), date(2027, 1, 3))),
        ("hace un mes", date(2027, 3, 31), on(2, 28, 2027)),
        ("hace un mes", date(2028, 3, 31), on(2, 29, 2028)),
        ("ayer", date(2028, 3, 1), on(2, 29, 2028)),
        ("el veintinueve", date(2027, 3, 5), on(1, 29, 2027)),
    ],
)
def test_where_months_and_years_begin(said: str, today: date, meant: Day) -> None:
    assert day(said, today) == meant


def test_every_day_that_the_line_speaks_is_understood() -> None:
    for back in range(0, 360, 7):
        meant = FRIDAY - timedelta(days=back)
        assert day(f"el {spoken_date(meant, FRIDAY)}", FRIDAY) == Day(meant, meant)
