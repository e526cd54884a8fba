"""What waiting callers ask of the utility: their place, how long, and a call back instead.

Each method is one unit of work. Every method may raise :class:`ivr.errors.StoreUnavailable`.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from ivr.call import CallInfo
from ivr.clock import Clock
from ivr.queue_place import Place
from ivr.services import accounts, callbacks, calls, queue_wait
from ivr.services.accounts import Account
from ivr.services.callbacks import Callback, CallbackRules
from ivr.services.queue_wait import Estimate
from ivr.store import Attempt, Store


@dataclass(frozen=True, slots=True)
class Wait:
    """What a caller is told before they wait. ``place``: the one they keep.

    ``callback_offered``: whether a call back is worth offering.
    """

    place: Place
    estimate: Estimate
    callback_offered: bool


@dataclass(frozen=True, slots=True)
class Promise:
    """A call back that is owed from ``starts_at`` on, in its turn; ``attempts`` tries.

    ``later``: agents or the hours of contact are waited for.
    """

    starts_at: datetime
    later: bool
    attempts: int


@dataclass(frozen=True, slots=True)
class Known:
    """What an earlier part of the call learnt of its caller."""

    account: Account | None
    level: int
    intent: str | None
    reason: str | None


@dataclass(frozen=True, slots=True)
class WaitingOffice:
    """The queue as its callers see it."""

    store: Store
    clock: Clock
    rules: CallbackRules

    def join(self, call: CallInfo, queue: str, place: Place) -> Wait:
        """Give the caller their place in ``queue``, the earlier one if they are owed a call."""
        now = self.clock.now()
        with self.store.unit_of_work() as session:
            if number := call.caller.number:
                owed = callbacks.withdraw(session, number, now)
                if owed is not None and owed.place.priority > place.priority:
                    place = owed.place
            told = queue_wait.estimate(session, queue, place, now, call_id=call.call_id)
            queue_wait.take_place(session, call.call_id, queue, place, told, now)
        return Wait(place, told, self._is_worth_a_callback(told))

    def promise(
        self, call: CallInfo, number: str, queue: str, place: Place, opens: datetime | None = None
    ) -> Promise | None:
        """Owe a call to ``number``, from ``opens`` on; None where it may never be called."""
        now = self.clock.now()
        with self.store.unit_of_work() as session:
            allowed = callbacks.when(session, number, opens or now)
            if allowed.next_moment is None:
                return None
            owed = callbacks.ask(
                session,
                call_id=call.call_id,
                number=number,
                queue=queue,
                place=place,
                not_before=allowed.next_moment,
                now=now,
            )
        return Promise(owed.not_before, owed.not_before > now, self.rules.attempts)

    def known(self, call: CallInfo) -> Known:
        """What is on record of a call that comes back."""
        with self.store.reading() as session:
            record = calls.by_id(session, call.call_id)
            if record is None:
                return Known(None, 0, None, None)
            account = accounts.by_id(session, record.account_id) if record.account_id else None
            return Known(account, record.identity_level, record.intent, record.reason)

    def placed(self, callback_id: int, call: CallInfo) -> Callback:
        """The telephone of someone who is owed a call was picked up. Raises NotFound."""
        with self.store.unit_of_work() as session:
            return callbacks.placed(session, callback_id, call.call_id, self.clock.now())

    def reached(self, callback_id: int) -> None:
        """They can talk. Raises NotFound."""
        with self.store.unit_of_work() as session:
            callbacks.reached(session, callback_id, self.clock.now())

    def missed(self, callback_id: int, how: Attempt) -> bool:
        """They can't; whether they will be called once more. Raises NotFound."""
        with self.store.unit_of_work() as session:
            callbacks.missed(session, callback_id, how, self.rules, self.clock.now())
            return callbacks.by_id(session, callback_id).closed_at is None

    def _is_worth_a_callback(self, told: Estimate) -> bool:
        if not self.rules.enabled:
            return False
        if told.seconds is None:
            return told.ahead > 0
        return told.seconds >= max(1, self.rules.over_seconds)
