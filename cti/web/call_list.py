"""Which calls of the log are asked for, and how a call is shown to whom."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Self

from aiohttp import web
from sqlalchemy.orm import Session

from cti.spreadsheet import Cell
from cti.web.access import Right, has
from cti.web.keys import PLACE, PROMISE, SIGNED_IN
from ivr.clock import BOGOTA
from ivr.errors import Invalid
from ivr.phone_number import masked, normalise
from ivr.services import calls
from ivr.services.agents import SignedIn
from ivr.services.calls import Behind, CallLine, OfferKind, Outcome, Page

KNOWN = frozenset(
    {"cursor", "number", "agent", "outcome", "intent", "queue", "offer", "from", "to", "limit"}
)
HEADINGS = (
    *("llamada", "fecha", "hora", "telefono", "resultado", "motivo", "agente"),
    *("espera_s", "duracion_s", "cierre", "grabacion_s"),
)


@dataclass(frozen=True, slots=True)
class CallFilter:
    """What is asked for, out of a request's query."""

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
        if unknown := request.query.keys() - KNOWN:
            raise Invalid(f"el filtro «{min(unknown)}» no existe")
        person = request[SIGNED_IN]
        own = None if has(person, Right.SEE_CALLS) else person.agent.id
        return cls(
            number=_telephone(request),
            agent_id=own or _number(request, "agent"),
            outcome=_outcome(request),
            intent=request.query.get("intent") or None,
            behind=_behind(request),
            since=_moment(request, "from"),
            until=_moment(request, "to"),
            cursor=request.query.get("cursor"),
            limit=_number(request, "limit") or 50,
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


def _telephone(request: web.Request) -> str | None:
    written = request.query.get("number")
    if not written:
        return None
    number = normalise(written, request.app[PLACE].area_code)
    if number is None:
        raise Invalid("ese número de teléfono no existe")
    return number


def _outcome(request: web.Request) -> Outcome | None:
    written = request.query.get("outcome")
    if not written:
        return None
    try:
        return Outcome(written)
    except ValueError:
        raise Invalid("ese resultado no existe") from None


def _behind(request: web.Request) -> Behind | None:
    """The calls behind a figure: of a queue (``queue``), by what became of them (``offer``)."""
    queue, kind = request.query.get("queue") or None, request.query.get("offer") or None
    if queue is None and kind is None:
        return None
    try:
        wanted = OfferKind(kind or OfferKind.ANY)
    except ValueError:
        raise Invalid("«offer» no dice qué llamadas") from None
    return Behind(wanted, queue, request.app[PROMISE].short_seconds)


def _number(request: web.Request, name: str) -> int | None:
    written = request.query.get(name)
    if written is None:
        return None
    if not written.isascii() or not written.isdecimal() or len(written) > 18:
        raise Invalid(f"«{name}» debe ser un número")
    return int(written)


def _moment(request: web.Request, name: str) -> datetime | None:
    written = request.query.get(name)
    if written is None:
        return None
    try:
        moment = datetime.fromisoformat(written)
    except ValueError:
        raise Invalid(f"«{name}» debe ser una fecha ISO 8601") from None
    if moment.tzinfo is None:
        raise Invalid(f"«{name}» debe decir su zona horaria")
    return moment
