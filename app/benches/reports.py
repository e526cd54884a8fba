"""How long the reports and the board take over a year of a million calls, on SQLite."""

from __future__ import annotations

import tempfile
import time
from collections.abc import Callable, Iterator
from datetime import date, datetime, timedelta
from pathlib import Path
from random import Random
from typing import Any
from uuid import UUID

from app.filing import pqrs_catalogue
from app.measures import Measures
from ivr.clock import BOGOTA
from ivr.services import reports
from ivr.services.board import today
from ivr.services.reports import Period
from ivr.store import (
    Agent,
    AgentState,
    AgentStateChange,
    Built,
    Call,
    Offer,
    OfferEnd,
    Outcome,
    PathStep,
    Role,
    Store,
)
from ivr.store.bulk import load
from ivr.store.schema import upgrade

CALLS = 1_000_000
LAST = date(2026, 11, 22)
FIRST = LAST - timedelta(days=364)
NUMBERS = 250_000
FLOWS = ("factura", "dano", "pqrs", "radicado", "oficina")
STATES = (AgentState.TALKING, AgentState.WRAP_UP, AgentState.AVAILABLE)

Row = dict[str, object]


def measure() -> list[Row]:
    """Load the year, then count it; what a report must stay under is a few seconds."""
    with tempfile.TemporaryDirectory() as folder:
        store = Store(f"sqlite:///{Path(folder) / 'year.sqlite'}", statement_seconds=600)
        try:
            upgrade(store)
            rows = [_timed("load", lambda: _load(store))]
            promise, now = Measures().promise, datetime(2026, 11, 22, 20, tzinfo=BOGOTA)
            soon = pqrs_catalogue().due_soon_days
            for name, first in (
                ("day", LAST),
                ("week", LAST - timedelta(days=6)),
                ("month", LAST - timedelta(days=29)),
                ("year", FIRST),
            ):
                period = Period(first, LAST)

                def count(period: Period = period) -> None:
                    with store.reading() as session:
                        reports.figures_of(session, period, promise, now, soon)

                rows.append(_timed(name, count))

            def board() -> None:
                with store.reading() as session:
                    today(session, promise, now, soon)

            rows.append(_timed("board", board))
            return rows
        finally:
            store.close()


def _timed(name: str, work: Callable[[], None]) -> Row:
    begin = time.monotonic()
    work()
    return {"what": name, "calls": CALLS, "seconds": round(time.monotonic() - begin, 2)}


def _load(store: Store) -> None:
    with store.unit_of_work() as session:
        agent = Agent(
            user="bench",
            name="Bench",
            role=Role.AGENT,
            password_hash="!",
            state=AgentState.OFFLINE,
            state_since=datetime.now(BOGOTA),
        )
        session.add(agent)
        session.flush()
        agent_id = agent.id
        load(session, Call, CALL_COLUMNS, (_call(one, agent_id) for one in _calls()))
        load(session, Offer, OFFER_COLUMNS, (_offer(one) for one in _calls() if one.offered))
        load(session, PathStep, STEP_COLUMNS, (step for one in _calls() for step in _steps(one)))
        changes = (change for one in _calls() if one.answered for change in _states(one, agent_id))
        load(session, AgentStateChange, CHANGE_COLUMNS, changes)


CALL_COLUMNS = (
    *("call_id", "number", "withheld", "dialled", "identity_level", "agent_id", "intent"),
    *("started_at", "answered_at", "ended_at", "noted", "ended_how", "built", "danger"),
)
OFFER_COLUMNS = ("call_id", "queue", "entered_at", "ended", "wait", "talk", "hold")
STEP_COLUMNS = ("call_id", "writer", "position", "at", "kind", "heard", "label")
CHANGE_COLUMNS = ("agent_id", "at", "state", "ended_at", "call_id")


class _Made:
    """One invented call."""

    def __init__(self, number: int, chance: Random) -> None:
        minute = chance.triangular(6 * 60, 20 * 60, 10 * 60)
        day = FIRST + timedelta(days=number * 365 // CALLS)
        self.at = datetime(day.year, day.month, day.day, tzinfo=BOGOTA) + timedelta(minutes=minute)
        milliseconds = int(self.at.timestamp() * 1000)
        value = milliseconds << 80 | 7 << 76 | 2 << 62 | number
        self.call_id = str(UUID(int=value))
        self.number = f"+57315{chance.randrange(NUMBERS):07}"
        self.flow = chance.choice(FLOWS)
        self.offered = chance.random() < 0.55
        self.done = not self.offered and chance.random() < 0.7
        self.wait = int(chance.expovariate(1 / 25))
        self.answered = self.offered and self.wait < 70
        self.talk = chance.randrange(40, 400) if self.answered else 0


def _calls() -> Iterator[_Made]:
    chance = Random(1)
    return (_Made(number, chance) for number in range(CALLS))


def _call(one: _Made, agent_id: int) -> tuple[Any, ...]:
    end = one.at + timedelta(seconds=60 + one.wait + one.talk)
    noted = Outcome.SELF_SERVICE if one.done else None
    how = Outcome.AGENT if one.answered else Outcome.ABANDONED_QUEUE
    if not one.offered:
        how = noted or Outcome.ABANDONED_IVR
    answered_by = agent_id if one.answered else None
    return (
        *(one.call_id, one.number, False, "6082770000", 0, answered_by, one.flow),
        *(one.at, one.at, end, noted, how, Built.LIVE, False),
    )


def _offer(one: _Made) -> tuple[Any, ...]:
    ended = OfferEnd.ANSWERED if one.answered else OfferEnd.ABANDONED
    entered = one.at + timedelta(seconds=40)
    return one.call_id, "attention", entered, ended, one.wait, one.talk, 0


def _steps(one: _Made) -> Iterator[tuple[Any, ...]]:
    yield one.call_id, "line", 0, one.at, "said", None, None
    yield one.call_id, "line", 1, one.at, "intent", one.flow, None
    if one.done:
        yield one.call_id, "line", 2, one.at, "done", one.flow, None


def _states(one: _Made, agent_id: int) -> Iterator[tuple[Any, ...]]:
    at = one.at + timedelta(seconds=40 + one.wait)
    for state, seconds in zip(STATES, (one.talk, 30, 60), strict=True):
        call_id = None if state is AgentState.AVAILABLE else one.call_id
        yield agent_id, at, state, at + timedelta(seconds=seconds), call_id
        at += timedelta(seconds=seconds)
