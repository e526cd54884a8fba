"""Five years of invented calls, in which the pop looks a caller up and the report counts a year.

The last year is made a hundred thousand calls at a time, each hundred thousand the same whenever
it is made, and the years before are copies of it that the database makes itself. So what was
interrupted goes on where it stopped. Every call has all that a card reads of the past, those of
the last year also what a report counts.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from random import Random
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Index,
    String,
    Table,
    Uuid,
    case,
    cast,
    func,
    insert,
    literal,
    select,
    text,
    type_coerce,
)

from app.benches.pop import town
from app.benches.pop.town import Town
from ivr import store as tables
from ivr.errors import Invalid
from ivr.store import AgentState, Base, Built, LeftBecause, LegRole, OfferEnd, Outcome, Store
from ivr.store.bulk import load
from ivr.store.columns import Moment

AT_ONCE = 100_000
LAST = date(2026, 10, 31)
YEARS, DAYS = 5, 365
END = datetime(2026, 11, 1, 5, tzinfo=UTC)
"""Midnight in Bogotá after the last day."""
BEGIN = END - timedelta(days=DAYS)
FIRST_ID = "01900000-0000-7000-8000-000000000000"
"""No call of the last year has a lesser id, and those of the years before all have."""

SCATTERED = frozenset({"ix_calls_number_started_at", "ix_calls_account_id_started_at"})
"""Indexes in no order of time: made once at the end, they take seconds in place of minutes."""

DIALLED = "6080000000"
FLOWS = ("factura", "dano", "pqrs", "radicado", "oficina")
DISPOSITIONS_SHOWN = 5
NOTE = "Se le explicó la factura del mes y cómo pagar en cuotas."

Row = tuple[Any, ...]
Progress = Callable[[int, int], None]
"""Told how many calls there are by now, of how many."""


def make(store: Store, calls: int, tell: Progress) -> None:
    """Fill the store up to ``calls`` past calls, a multiple of five. Raises Invalid.

    That is where there are calls that aren't a part of these.
    """
    year = calls // YEARS
    people = Town.for_calls(calls)
    with store.unit_of_work() as session:
        agent_ids = town.settle(session, people)
        codes = tuple(session.scalars(select(tables.Disposition.code).limit(DISPOSITIONS_SHOWN)))
    there = _count(store)
    if there > calls or (there < year and there % AT_ONCE) or (there > year and there % year):
        raise Invalid(f"hay {there} llamadas de otra medición; dé una base de datos vacía")
    tell(there, calls)
    if there == calls:
        return
    with store.unit_of_work() as session:
        for index in _scattered():
            index.drop(session.connection(), checkfirst=True)
    for first in range(there, year, AT_ONCE):
        past = _Past(people, agent_ids, codes, year, Random(first))
        for number in range(first, min(first + AT_ONCE, year)):
            past.add(number)
        past.write(store)
        tell(min(first + AT_ONCE, year), calls)
    for before in range(max(1, there // year), YEARS):
        _copy(store, before)
        tell((before + 1) * year, calls)
    with store.unit_of_work() as session:
        for index in _scattered():
            index.create(session.connection(), checkfirst=True)
        if not store.is_sqlite:  # its own housekeeping would, within minutes
            session.execute(text("ANALYZE"))


def _count(store: Store) -> int:
    with store.reading() as session:
        call = tables.Call
        return session.scalar(select(func.count()).where(call.started_at < END)) or 0


def _scattered() -> list[Index]:
    return [index for index in _table(tables.Call).indexes if index.name in SCATTERED]


def _table(model: type[Base]) -> Table:
    table = model.__table__
    assert isinstance(table, Table)
    return table


def _copy(store: Store, before: int) -> None:
    """The last year again, ``before`` years earlier; in one unit of work."""
    with store.unit_of_work() as session:
        for model in READ_BY_CARDS:
            table, names = _table(model), COLUMNS[model]
            moved = [_moved(store, table.c[name], before) for name in names]
            year = select(*moved).where(table.c.call_id >= FIRST_ID)
            session.execute(insert(table).from_select(names, year, include_defaults=False))


def _moved(store: Store, column: ColumnElement[Any], before: int) -> ColumnElement[Any]:
    """A column of a call as it was some years before: its id and its moments are earlier."""
    days = before * DAYS
    if isinstance(column.type, Moment):
        if store.is_sqlite:
            at = func.strftime("%Y-%m-%d %H:%M:%f", column, f"-{days} days")
            return type_coerce(at, String) + "000"
        return column - timedelta(days=days)
    if getattr(column, "name", "") != "call_id":
        return column
    digits = type_coerce(column, String) if store.is_sqlite else _digits(column)
    third = case(
        (func.substr(digits, 3, 1) == "9", f"{9 - 2 * before:x}"), else_=f"{10 - 2 * before:x}"
    )
    earlier = func.substr(digits, 1, 2) + third + func.substr(digits, 4)
    return earlier if store.is_sqlite else cast(earlier, Uuid())


def _digits(column: ColumnElement[Any]) -> ColumnElement[str]:
    return func.replace(cast(column, String), literal("-"), literal(""))


READ_BY_CARDS = (tables.Call, tables.Leg, tables.QueueStay, tables.Offer, tables.WrapUp)
COLUMNS: dict[type[Base], tuple[str, ...]] = {
    tables.Call: (
        *("call_id", "number", "withheld", "dialled", "account_id", "identity_level"),
        *("agent_id", "intent", "reason", "started_at", "answered_at", "ended_at"),
        *("noted", "ended_how", "built", "danger"),
    ),
    tables.Leg: (
        *("call_id", "channel", "role", "agent_id", "rang_at", "answered_at", "ended_at"),
        *("hangup_cause", "missed"),
    ),
    tables.QueueStay: ("call_id", "queue", "entered_at", "left_at", "reason", "position"),
    tables.Offer: ("call_id", "queue", "entered_at", "ended", "wait", "talk", "hold"),
    tables.WrapUp: ("call_id", "agent_id", "disposition", "note", "at"),
    tables.PathStep: ("call_id", "writer", "position", "at", "kind", "heard", "label"),
    tables.AgentStateChange: ("agent_id", "at", "state", "ended_at", "call_id"),
}
STATES = (AgentState.TALKING, AgentState.WRAP_UP, AgentState.AVAILABLE)


@dataclass(slots=True)
class _Past:
    """The rows of some of the last year's ``calls``, invented one after the other."""

    town: Town
    agent_ids: tuple[int, ...]
    dispositions: tuple[str, ...]
    calls: int
    chance: Random
    rows: dict[type[Base], list[Row]] = field(
        default_factory=lambda: {model: [] for model in COLUMNS}
    )

    def add(self, number: int) -> None:
        """Invent a call."""
        chance = self.chance
        at = self._moment(number)
        caller = int(self.town.numbers * chance.random() ** 2)  # some call often, most rarely
        call_id = f"{int(at.timestamp() * 1000) << 80 | 7 << 76 | 2 << 62 | number:032x}"
        flow = FLOWS[int(chance.random() * len(FLOWS))]
        offered = chance.random() < 0.55
        wait = int(chance.expovariate(1 / 25))
        agent_id = None
        if offered and wait < 70:
            agent_id = self.agent_ids[int(chance.random() * len(self.agent_ids))]
        talk = 40 + int(chance.random() * 360) if agent_id else 0
        done = not offered and chance.random() < 0.7
        withheld = chance.random() < 0.02
        known = self.town.account_id(caller) if chance.random() < 0.7 and not withheld else None
        noted = Outcome.SELF_SERVICE if done else None
        how = noted or (Outcome.ABANDONED_QUEUE if offered else Outcome.ABANDONED_IVR)
        shown = None if withheld else Town.number(caller)
        ended = at + timedelta(seconds=60 + wait + talk)
        self.rows[tables.Call].append((
            call_id, shown, withheld, DIALLED, known, 1 if known else 0, agent_id, flow,
            "Pidió un asesor" if offered else None, at, at, ended, noted,
            Outcome.AGENT if agent_id else how, Built.LIVE, False,
        ))  # fmt: skip
        if offered:
            self._offer(call_id, at + timedelta(seconds=40), wait, talk, agent_id)
        self._walk(call_id, at, flow, done)

    def write(self, store: Store) -> None:
        """Write them all in one unit of work."""
        with store.unit_of_work() as session:
            for model, columns in COLUMNS.items():
                load(session, model, columns, self.rows[model])

    def _moment(self, number: int) -> datetime:
        """In the order of the numbers by day, most in the morning."""
        day, second = number * DAYS // self.calls, self.chance.triangular(21_600, 72_000, 36_000)
        return BEGIN + timedelta(days=day, seconds=int(second))

    def _offer(
        self, call_id: str, entered: datetime, wait: int, talk: int, agent_id: int | None
    ) -> None:
        answered = entered + timedelta(seconds=wait)
        over = answered + timedelta(seconds=talk)
        why = LeftBecause.ANSWERED if agent_id else LeftBecause.ABANDONED
        became = OfferEnd.ANSWERED if agent_id else OfferEnd.ABANDONED
        rows = self.rows
        rows[tables.QueueStay].append((call_id, "attention", entered, answered, why, 1))
        rows[tables.Offer].append((call_id, "attention", entered, became, wait, talk, 0))
        if agent_id is None:
            return
        leg = (call_id, call_id[:20], LegRole.AGENT, agent_id, answered, answered, over, 16, False)
        rows[tables.Leg].append(leg)
        code = self.dispositions[talk % len(self.dispositions)]
        note = NOTE if talk % 3 == 0 else ""
        rows[tables.WrapUp].append((call_id, agent_id, code, note, over))
        began = answered
        for state, seconds in zip(STATES, (talk, 30, 60), strict=True):
            until = began + timedelta(seconds=seconds)
            about = None if state is AgentState.AVAILABLE else call_id
            rows[tables.AgentStateChange].append((agent_id, began, state, until, about))
            began = until

    def _walk(self, call_id: str, at: datetime, flow: str, done: bool) -> None:
        steps = self.rows[tables.PathStep]
        steps.append((call_id, "line", 0, at, "said", None, None))
        steps.append((call_id, "line", 1, at, "intent", flow, "Eligió en el menú"))
        if done:
            steps.append((call_id, "line", 2, at, "done", flow, None))
