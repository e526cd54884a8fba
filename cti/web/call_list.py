"""Which calls of the log are asked for, and how a call is shown to whom."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Annotated, Self

import msgspec
from aiohttp import web
from sqlalchemy.orm import Session

from cti.spreadsheet import Cell
from cti.web.access import Right, has
from cti.web.keys import PLACE, PROMISE, SIGNED_IN
from cti.web.query import Moment, Paged, RowId, read_query
from ivr.clock import BOGOTA
from ivr.errors import Invalid
from ivr.phone_number import masked, normalise
from ivr.services import calls
from ivr.services.agents import SignedIn
from ivr.services.calls import Behind, CallLine, OfferKind, Outcome, Page

HEADINGS = (
    *("llamada", "fecha", "hora", "telefono", "resultado", "motivo", "agente"),
    *("espera_s", "duracion_s", "cierre", "grabacion_s"),
)


class CallQuery(Paged, frozen=True, rename={"since": "from", "until": "to"}):
    """Which calls. With ``queue`` or ``offer`` the moments are those of joining the queue."""

    number: Annotated[str, msgspec.Meta(max_length=40)] | None = None
    agent: RowId | None = None
    outcome: Outcome | None = None
    intent: Annotated[str, msgspec.Meta(max_length=60)] | None = None
    queue: Annotated[str, msgspec.Meta(max_length=40)] | None = None
    offer: OfferKind | None = None
    since: Moment | None = None
    until: Moment | None = None


@dataclass(frozen=True, slots=True)
class CallFilter:
    """What is asked for, as the log takes it."""

    number: str | None
    agent_id: int | None
    outcome: Outcome | None
    intent: str | None
    behind: Behind | None
    since: datetime | None
    until: datetime | None
    cursor: str | None
    limit: int

    @classmethod
    def of(cls, request: web.Request) -> Self:
        """Read a query. An agent asks for their own calls alone. Raises Invalid."""
        asked, person = read_query(request, CallQuery), request[SIGNED_IN]
        own = None if has(person, Right.SEE_CALLS) else person.agent.id
        return cls(
            number=_telephone(request, asked.number),
            agent_id=own or asked.agent,
            outcome=asked.outcome,
            intent=asked.intent,
            behind=_behind(request, asked),
            since=asked.since,
            until=asked.until,
            cursor=asked.cursor,
            limit=asked.limit,
        )

    def page(self, session: Session) -> Page:
        """A page of the log. Raises Invalid for a cursor that no page gave."""
        return calls.page(
            session,
            number=self.number,
            agent_id=self.agent_id,
            outcome=self.outcome,
            intent=self.intent,
            behind=self.behind,
            since=self.since,
            until=self.until,
            cursor=self.cursor,
            limit=self.limit,
        )

    def after(self, cursor: str) -> CallFilter:
        """The same, from where a page ended."""
        return replace(self, cursor=cursor)


def number_shown(person: SignedIn, number: str | None) -> str | None:
    """A caller's number: whole to those who answer callers, the last digits to all others."""
    if number is None or has(person, Right.SERVE_CALLS):
        return number
    return masked(number)


def cells(person: SignedIn, line: CallLine, recorded: dict[str, float]) -> tuple[Cell, ...]:
    """A call's row under ``HEADINGS``, in local time."""
    began = line.started_at.astimezone(BOGOTA)
    return (
        *(line.call_id, f"{began:%Y-%m-%d}", f"{began:%H:%M:%S}"),
        *(number_shown(person, line.number), line.outcome, line.reason or line.intent),
        *(line.agent, line.wait, line.seconds, line.disposition),
        round(recorded[line.call_id]) if line.call_id in recorded else None,
    )


def _telephone(request: web.Request, written: str | None) -> str | None:
    if written is None:
        return None
    number = normalise(written, request.app[PLACE].area_code)
    if number is None:
        raise Invalid("ese número de teléfono no existe", field="number")
    return number


def _behind(request: web.Request, asked: CallQuery) -> Behind | None:
    """The calls behind a figure: of a queue (``queue``), by what became of them (``offer``)."""
    if asked.queue is None and asked.offer is None:
        return None
    wanted = asked.offer or OfferKind.ANY
    return Behind(wanted, asked.queue, request.app[PROMISE].short_seconds)
