"""A call in its writer's hand: its row, locked, with its legs and its stays in queues."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from functools import cached_property

from sqlalchemy import BindParameter, bindparam, select
from sqlalchemy.orm import Session

from ivr import store
from ivr.errors import Invalid
from ivr.services.calls.row import minted_at, valid
from ivr.services.upserts import insert

IN_HAND = "calls_in_hand"
SAME_STAY = timedelta(seconds=5)  # AMI and CEL tell one entry a few moments apart

_call_id: BindParameter[str] = bindparam("call_id")
_ROW = select(store.Call).where(store.Call.call_id == _call_id).with_for_update()
_ROW = _ROW.execution_options(populate_existing=True)
_LEGS = select(store.Leg).where(store.Leg.call_id == _call_id)
_STAYS = select(store.QueueStay).where(store.QueueStay.call_id == _call_id)


class CallInHand:
    """A call that is locked until the unit of work ends: nobody else changes its parts.

    They are read once, when first asked for, and what is made here is among them.
    """

    def __init__(self, session: Session, row: store.Call) -> None:
        self.row = row
        self.call_id = row.call_id
        self._session = session

    @cached_property
    def legs(self) -> list[store.Leg]:
        """Its telephones, in no order."""
        with self._session.no_autoflush:  # parts that wait to be written are known already
            return list(self._session.scalars(_LEGS, {"call_id": self.call_id}))

    def leg(self, channel: str) -> store.Leg:
        """The telephone of that channel, made if need be."""
        for leg in self.legs:
            if leg.channel == channel:
                return leg
        leg = store.Leg(call_id=self.call_id, channel=channel, missed=False)
        self._session.add(leg)
        self.legs.append(leg)
        return leg

    def stays(self, queue: str | None = None) -> list[store.QueueStay]:
        """Its stays, in one queue or in all, in the order in which they were joined."""
        wanted = (stay for stay in self._stays if queue in (None, stay.queue))
        return sorted(wanted, key=lambda stay: stay.entered_at)

    def stay(self, queue: str, entered_at: datetime) -> store.QueueStay:
        """The stay in a queue joined at about that moment, made if need be."""
        same = [
            stay
            for stay in self.stays(queue)
            if abs(stay.entered_at - entered_at) <= SAME_STAY
            and (stay.left_at is None or entered_at <= stay.left_at)
        ]
        if same:
            return min(same, key=lambda stay: abs(stay.entered_at - entered_at))
        stay = store.QueueStay(call_id=self.call_id, queue=queue, entered_at=entered_at)
        self._session.add(stay)
        self._stays.append(stay)
        return stay

    @cached_property
    def _stays(self) -> list[store.QueueStay]:
        with self._session.no_autoflush:
            return list(self._session.scalars(_STAYS, {"call_id": self.call_id}))


@contextmanager
def kept_in_hand(session: Session) -> Iterator[None]:
    """Within the block a call is read and locked once, however many facts are told of it."""
    session.info[IN_HAND] = {}
    try:
        yield
    finally:
        del session.info[IN_HAND]


def in_hand(session: Session, call_id: str, *, starting_at: datetime | None = None) -> CallInHand:
    """The call, its row made if need be. Raises Invalid."""
    key = valid(call_id)
    known: dict[str, CallInHand] | None = session.info.get(IN_HAND)
    if known is None:
        return CallInHand(session, _locked(session, key, starting_at))
    if key not in known:
        with session.no_autoflush:  # what waits to be written is of other calls
            known[key] = CallInHand(session, _locked(session, key, starting_at))
    return known[key]


def _locked(session: Session, key: str, starting_at: datetime | None) -> store.Call:
    call = session.scalar(_ROW, {"call_id": key})
    if call is not None:
        return call
    started_at = starting_at or minted_at(key)
    if started_at is None:
        raise Invalid("la llamada es desconocida y su identificador no dice cuándo empezó")
    fresh = insert(session, store.Call).values(
        call_id=key, started_at=started_at, withheld=False, identity_level=0
    )
    session.execute(fresh.on_conflict_do_nothing())
    return session.scalars(_ROW, {"call_id": key}).one()
