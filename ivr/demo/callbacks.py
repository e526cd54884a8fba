"""Callers who would not wait: those who were called back, and those who are owed a call."""

from __future__ import annotations

from datetime import datetime, timedelta
from random import Random

from ivr.demo import people
from ivr.demo.call_rows import Caller, Rows, leg, record, uuid7, walk
from ivr.demo.history import Known
from ivr.queue_place import Place
from ivr.store import (
    Attempt,
    CallbackState,
    LeftBecause,
    LegRole,
    LinkKind,
    OfferEnd,
    Outcome,
)

QUEUE = "attention"
ASKED = "Pidió que le devolvamos la llamada"
WAITED = 70
"""Seconds from the greeting until the callback was accepted."""
BACK_AFTER = timedelta(minutes=6)
HEAD_START = 600
PAST = (*(CallbackState.REACHED,) * 9, *(CallbackState.FAILED,) * 2, CallbackState.CANCELLED)
NUMBERS = ("+573155550121", "+573155550122", "+573155550123", "+573155550124")
"""Numbers of nobody, so that a demonstration that dials rings at no one's."""

# number, minutes ago, head start, state, the last attempt, minutes from now to the next
OWED = (
    (0, 48, HEAD_START, CallbackState.WAITING, None, 0),
    (1, 31, 0, CallbackState.WAITING, Attempt.NO_ANSWER, 8),
    (2, 14, 0, CallbackState.WAITING, None, 0),
    (3, 150, 0, CallbackState.FAILED, Attempt.BUSY, 0),
)


def kept(
    rows: Rows, rng: Random, midnight: datetime, known: list[Known], agent_ids: list[int]
) -> None:
    """The callbacks of the last three weeks, most of them kept."""
    reachable = [one for one in known if one.phone]
    for account, state in zip(rng.sample(reachable, len(PAST)), PAST, strict=True):
        days, hour = rng.randrange(1, 21), rng.randrange(8, 16)
        at = midnight - timedelta(days=days) + timedelta(hours=hour, minutes=rng.randrange(60))
        asking = Caller(uuid7(rng, at), at, account.phone or people.mobile(rng), account, *_WISH)
        asked_at = _asks(rows, asking)
        placed = None
        if state is CallbackState.REACHED:
            placed = _talks(rows, rng, asking, asked_at + BACK_AFTER, rng.choice(agent_ids))
        attempt = Attempt.NO_ANSWER if state is CallbackState.FAILED else None
        tries = {CallbackState.FAILED: 3, CallbackState.CANCELLED: 0}.get(state, 1)
        closed = asked_at + BACK_AFTER * max(1, tries)
        _owe(rows, asking, asked_at, 0, state, attempt, asked_at, tries, placed, closed)


def owed(rows: Rows, rng: Random, now: datetime) -> None:
    """Three who are owed a call by ``now``, one of them preferred, and one not reached."""
    for place, minutes, head_start, state, attempt, wait in OWED:
        at = now - timedelta(minutes=minutes, seconds=WAITED)
        asking = Caller(uuid7(rng, at), at, NUMBERS[place], None, *_WISH)
        asked_at = _asks(rows, asking)
        failed = state is CallbackState.FAILED
        tries = 3 if failed else int(attempt is not None)
        not_before = now + timedelta(minutes=wait) if wait else asked_at
        closed = asked_at + timedelta(hours=1) if failed else None
        _owe(rows, asking, asked_at, head_start, state, attempt, not_before, tries, None, closed)


_WISH = ("factura", "Factura y pagos", "2")


def _asks(rows: Rows, asking: Caller) -> datetime:
    """The call in which it was asked for; gives when."""
    queued, left = (asking.at + timedelta(seconds=after) for after in (41, WAITED))
    walk(rows, asking, (40, "transfer", None, QUEUE, "Pidió un asesor"),
         (WAITED, "callback", None, None, ASKED))  # fmt: skip
    rows.stays.append((asking.call_id, QUEUE, queued, left, LeftBecause.KEY, 3))
    rows.offers.append((asking.call_id, QUEUE, queued, OfferEnd.ELSEWHERE, WAITED - 41, 0, 0))
    record(rows, asking, WAITED + 5, Outcome.CALLBACK, reason="Pidió un asesor")
    return left


def _talks(rows: Rows, rng: Random, asking: Caller, at: datetime, agent_id: int) -> str:
    """The call that was placed, and the talk that came of it; gives its id."""
    placed = Caller(uuid7(rng, at), at, asking.number, asking.account, *_WISH)
    queued, answered = (at + timedelta(seconds=after) for after in (12, 17))
    talked = rng.randrange(60, 300)
    ended = answered + timedelta(seconds=talked)
    walk(rows, placed, (12, "note", None, None, "Se le devolvió la llamada"))
    rows.stays.append((placed.call_id, QUEUE, queued, answered, LeftBecause.ANSWERED, 1))
    rows.offers.append((placed.call_id, QUEUE, queued, OfferEnd.ANSWERED, 5, talked, 0))
    record(rows, placed, 17 + talked, Outcome.AGENT, reason="Devolución de llamada",
           agent_id=agent_id)  # fmt: skip
    leg(rows, placed, LegRole.AGENT, queued, answered, ended, agent_id)
    note = "Se le explica su factura."
    rows.wrap_ups.append(
        (placed.call_id, agent_id, "factura.consumo_alto", note, ended + timedelta(seconds=15))
    )
    rows.links.append((placed.call_id, asking.call_id, LinkKind.CALLBACK))
    return placed.call_id


def _owe(
    rows: Rows,
    asking: Caller,
    asked_at: datetime,
    head_start: int,
    state: CallbackState,
    attempt: Attempt | None,
    not_before: datetime,
    tries: int,
    placed: str | None,
    closed: datetime | None,
) -> None:
    place = Place(int(asking.at.timestamp()), head_start)
    called_at = asked_at + BACK_AFTER if tries else None
    rows.callbacks.append(
        (asking.call_id, asking.number, QUEUE, place.priority, head_start, asked_at, attempt,
         state, not_before, False, tries, called_at, placed, closed)
    )  # fmt: skip
