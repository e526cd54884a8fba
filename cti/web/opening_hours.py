"""Opening hours, and the few numbers of the welcome and the damage report that staff set."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

import msgspec
from aiohttp import web
from sqlalchemy.orm import Session

from cti.web.access import Right, may
from cti.web.body import done, json_answer, read_body
from cti.web.keys import API, CLOCK, SIGNED_IN
from cti.web.operation import operation
from ivr.errors import Invalid
from ivr.services import hours, staff_settings
from ivr.services.hours import DAYS, Stretch

NUMBERS = {
    "returning_hours": "welcome.returning_hours",
    "short_notice_days": "welcome.short_notice_days",
    "attention_hours_2": "damage.attention_hours_2",
    "attention_hours_3": "damage.attention_hours_3",
    "attention_hours_4": "damage.attention_hours_4",
}
Hours = Annotated[int, msgspec.Meta(ge=0, le=2000)]


class WrittenDay(msgspec.Struct, forbid_unknown_fields=True):
    """A day's stretches, ``08:00-12:00`` each; none is closed."""

    day: str
    stretches: Annotated[list[str], msgspec.Meta(max_length=4)]


class WrittenWeek(msgspec.Struct, forbid_unknown_fields=True):
    """The whole week; a day that is left out is closed."""

    week: Annotated[list[WrittenDay], msgspec.Meta(max_length=8)]


class Numbers(msgspec.Struct, forbid_unknown_fields=True):
    """0 switches each off."""

    returning_hours: Hours
    short_notice_days: Hours
    attention_hours_2: Hours
    attention_hours_3: Hours
    attention_hours_4: Hours


class OpeningNow(msgspec.Struct):
    """The hours as they stand. ``opens_next``: when agents attend again."""

    open: bool
    holiday: str | None
    opens_next: datetime | None
    week: list[WrittenDay]
    numbers: Numbers


@may(Right.SEE_CASES, Right.ENTER_OUTAGES)
@operation("El horario de atención", answer=OpeningNow)
async def read(request: web.Request) -> web.Response:
    """The hours as they stand, whether agents attend now, and the numbers."""
    now = request.app[CLOCK].now()

    def found(session: Session) -> OpeningNow:
        opening = hours.open_at(session, now)
        numbers = {field: staff_settings.number(session, name) for field, name in NUMBERS.items()}
        return OpeningNow(
            open=opening.open,
            holiday=opening.holiday,
            opens_next=opening.opens_next,
            week=_week(opening.week),
            numbers=Numbers(**numbers),
        )

    return json_answer(await request.app[API].read(found))


@may(Right.ENTER_OUTAGES)
@operation("Cambiar el horario de atención", body=WrittenWeek)
async def change(request: web.Request) -> web.Response:
    """Make these the opening hours."""
    written = await read_body(request, WrittenWeek)
    week = hours.checked(
        hours.stretch(_day(day.day), stretch) for day in written.week for stretch in day.stretches
    )
    agent_id, now = request[SIGNED_IN].agent.id, request.app[CLOCK].now()
    await request.app[API].write(
        lambda session: hours.put(session, week, now=now, agent_id=agent_id)
    )
    return done()


@may(Right.ADMINISTER)
@operation("Cambiar los números de la bienvenida y de los daños", body=Numbers)
async def change_numbers(request: web.Request) -> web.Response:
    """Set the numbers; how long a notice is remembered is for lawyers to say."""
    wanted = await read_body(request, Numbers)
    agent_id, now = request[SIGNED_IN].agent.id, request.app[CLOCK].now()

    def put(session: Session) -> None:
        for field, name in NUMBERS.items():
            staff_settings.put(session, name, getattr(wanted, field), now, agent_id)

    await request.app[API].write(put)
    return done()


def _week(week: hours.Week) -> list[WrittenDay]:
    return [
        WrittenDay(name, [_written(one) for one in week if one.day == day])
        for day, name in enumerate(DAYS)
    ]


def _written(one: Stretch) -> str:
    return "-".join(f"{minute // 60:02}:{minute % 60:02}" for minute in (one.opens, one.closes))


def _day(name: str) -> int:
    if name not in DAYS:
        raise Invalid(f"«{name}» no es un día")
    return DAYS.index(name)
