"""Opening hours and moments as they are said."""

from __future__ import annotations

from datetime import date, datetime

import pytest

from ivr.clock import BOGOTA
from ivr.rendering.dates import spoken_moment
from ivr.rendering.opening_hours import spoken_hours

OFFICE = tuple((day, 420, 1140) for day in range(5))
SPLIT = tuple((day, *one) for day in range(5) for one in ((480, 720), (840, 1080)))
WEEKS = [
    (OFFICE, "de lunes a viernes de las siete de la mañana a las siete de la noche"),
    ((*OFFICE, (5, 480, 780)), "de lunes a viernes de las siete de la mañana a las siete de la "
     "noche, y los sábados de las ocho de la mañana a la una de la tarde"),
    (SPLIT, "de lunes a viernes de las ocho de la mañana a las doce del día y de las dos de la "
     "tarde a las seis de la tarde"),
    (((5, 0, 1440), (6, 0, 1440)), "los sábados y domingos las veinticuatro horas"),
    (tuple((day, 0, 1440) for day in range(8)), "todos los días, las veinticuatro horas"),
    (((7, 540, 1440),), "los festivos de las nueve de la mañana a la medianoche"),
]  # fmt: skip


@pytest.mark.parametrize(("week", "said"), WEEKS)
def test_hours_as_people_say_them(week: tuple[tuple[int, int, int], ...], said: str) -> None:
    assert spoken_hours(week) == said


def test_no_hours_cannot_be_said() -> None:
    with pytest.raises(ValueError, match="jornada"):
        spoken_hours(())


TODAY = date(2026, 12, 31)
MOMENTS = [
    ((2026, 12, 31, 18, 0), "hoy a las seis de la tarde"),
    ((2027, 1, 1, 1, 30), "mañana a la una y treinta de la mañana"),
    (
        (2027, 1, 4, 12, 0),
        "el lunes cuatro de enero de dos mil veintisiete a las doce del día",
    ),
    ((2026, 12, 30, 8, 0), "el miércoles treinta de diciembre a las ocho de la mañana"),
]


@pytest.mark.parametrize(("moment", "said"), MOMENTS)
def test_moments_as_people_say_them(moment: tuple[int, int, int, int, int], said: str) -> None:
    assert spoken_moment(datetime(*moment, tzinfo=BOGOTA), TODAY) == said
