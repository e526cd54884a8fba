"""Delivers one channel's messages: at least once, within the rules of contact, with patience.

A message is taken up in one unit of work, sent with none open, and its end written in
another; a worker that dies in between leaves it to be taken up again, under the same key.
"""

from __future__ import annotations

import random
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import partial

import structlog
from sqlalchemy.orm import Session

from ivr.circuit import Circuit, CircuitState
from ivr.clock import Clock
from ivr.errors import StoreUnavailable
from ivr.rendering.letters import Letter, LetterError, Letters
from ivr.rendering.sms import plain, segments
from ivr.services import contact, outbound
from ivr.services.outbound import Caps, Due
from ivr.store import ContactChannel, Store
from ivr.worker.carriers import Carrier, CarrierDown, Parcel, Rejected
from ivr.worker.looking import keep_looking

LOOK_SECONDS = 1.0
LONGEST_PAUSE = 10.0
LEASE = timedelta(minutes=5)
CAPPED_WAITS = timedelta(hours=1)
FIRST_WAIT, LONGEST_WAIT = 5.0, 3600.0

_log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class DeliverySettings:
    """``attempts``: how often the carrier is asked. ``accents``: SMS keep them, at 70 a segment."""

    caps: Caps = field(default_factory=Caps)
    attempts: int = 10
    accents: bool = False
    segments_at_most: int = 3


@dataclass(frozen=True, slots=True)
class _Ready:
    """A message that may go now."""

    due: Due
    letter: Letter
    segments: int | None
    overrode: str | None


@dataclass(frozen=True, slots=True)
class _Held:
    """A message that may not go: until a moment, or ever."""

    why: str
    until: datetime | None = None


class Delivery:
    """One loop for one channel; several processes may run one each.

    ``tell`` hears of every outcome, in one word, for the figures. ``problem`` is why it stands
    still: the store's error code, or that the carrier's circuit is open.
    """

    def __init__(
        self,
        store: Store,
        clock: Clock,
        channel: ContactChannel,
        carrier: Carrier,
        letters: Letters,
        *,
        settings: DeliverySettings,
        circuit: Circuit,
        tell: Callable[[ContactChannel, str], None] = lambda channel, outcome: None,
        chance: Callable[[], float] = random.random,
    ) -> None:
        self.channel = channel
        self.circuit = circuit
        self.store_is_gone = False
        self._store = store
        self._clock = clock
        self._carrier = carrier
        self._letters = letters
        self._settings = settings
        self._tell = tell
        self._chance = chance

    @property
    def stands_still(self) -> bool:
        """Whether nothing goes out now: the store is gone, or the carrier."""
        return self.store_is_gone or self.circuit.state is not CircuitState.CLOSED

    def run(self, stop: threading.Event) -> None:
        """Deliver until ``stop``; what is gone is asked for again, ever less often."""
        look = partial(self.look, stop)
        keep_looking(look, stop, every=LOOK_SECONDS, longest=LONGEST_PAUSE)

    def look(self, stop: threading.Event | None = None) -> bool:
        """Deliver what is due. Tells whether the store was there."""
        try:
            while not (stop and stop.is_set()) and self._deliver_one():
                pass
        except StoreUnavailable as gone:
            if not self.store_is_gone:
                _log.warning("delivery_waits", channel=self.channel, code=gone.code)
            self.store_is_gone = True
            return False
        self.store_is_gone = False
        return True

    def _deliver_one(self) -> bool:
        """One message, whatever becomes of it; False when none is due or the carrier rests."""
        with self._store.reading() as session:
            if not outbound.is_due(session, self.channel, self._clock.now()):
                return False
        if self.circuit.state is CircuitState.OPEN:
            return False
        with self._store.unit_of_work() as session:
            due = outbound.take_up(session, self.channel, self._clock.now(), LEASE)
            ready = self._prepared(session, due) if due else None
        if ready is not None and self.circuit.allows():
            self._send(ready)
        return due is not None

    def _prepared(self, session: Session, due: Due) -> _Ready | None:
        """The message in words if it may go now; what may not is put off or given up."""
        verdict = self._judged(session, due)
        if isinstance(verdict, _Ready):
            return verdict
        if verdict.until is None:
            self._bury(session, due, verdict.why)
        else:
            outbound.postpone(session, due, verdict.until, verdict.why)
            self._told(due, "postponed", verdict.why)
        return None

    def _judged(self, session: Session, due: Due) -> _Ready | _Held:
        now = self._clock.now()
        if due.attempts > self._settings.attempts:
            return _Held("attempts")
        allowed = self._allowed(session, due, now)
        if not allowed:
            return _Held(allowed.why or "not_allowed", allowed.next_moment)
        if cap := outbound.over_cap(session, due, self._settings.caps, now):
            return _Held(cap, now + CAPPED_WAITS if cap == outbound.PER_DAY else None)
        try:
            letter, length = self._written(due)
        except LetterError as error:
            return _Held(error.code)
        if length is not None and length > self._settings.segments_at_most:
            return _Held("too_long")
        return _Ready(due, letter, length, allowed.overrode)

    def _allowed(self, session: Session, due: Due, now: datetime) -> contact.Allowed:
        """Another system may be told at any hour; people as the rules have it."""
        if due.channel is ContactChannel.WEBHOOK:
            return contact.Allowed(True)
        return contact.can_contact(session, due.purpose, due.channel, due.recipient, now)

    def _written(self, due: Due) -> tuple[Letter, int | None]:
        """The words, and of an SMS in how many segments they go. Raises LetterError."""
        if due.channel is ContactChannel.WEBHOOK:
            return Letter(None, "", 0), None
        letter = self._letters.write(due.template, due.channel, due.fields)
        if due.channel is not ContactChannel.SMS:
            return letter, None
        body = letter.body if self._settings.accents else plain(letter.body)
        return Letter(None, body, letter.version), segments(body)

    def _send(self, ready: _Ready) -> None:
        due = ready.due
        parcel = Parcel(
            due.key,
            due.channel,
            due.recipient,
            due.template,
            ready.letter.body,
            ready.letter.subject,
            due.fields,
        )
        try:
            reference = self._carrier.send(parcel)
        except Rejected as refusal:
            self.circuit.succeeded()
            with self._store.unit_of_work() as session:
                self._bury(session, due, refusal.code)
        except CarrierDown as down:
            self.circuit.failed()
            self._try_again(due, down)
        except Exception as fault:  # a carrier's own mistake must not end the channel
            _log.error("carrier_fault", channel=due.channel, kind=type(fault).__name__)
            self.circuit.failed()
            self._try_again(due, CarrierDown("fault"))
        else:
            self.circuit.succeeded()
            self._note(ready, reference)

    def _note(self, ready: _Ready, reference: str | None) -> None:
        with self._store.unit_of_work() as session:
            outbound.sent(
                session, ready.due, self._clock.now(),
                body=ready.letter.body, version=ready.letter.version, segments=ready.segments,
                reference=reference, overrode=ready.overrode,
            )  # fmt: skip
        self._told(ready.due, "sent")

    def _try_again(self, due: Due, down: CarrierDown) -> None:
        now = self._clock.now()
        with self._store.unit_of_work() as session:
            if due.attempts >= self._settings.attempts:
                self._bury(session, due, down.code)
                return
            wait = max(self._wait(due.attempts), down.retry_after)
            outbound.try_again(session, due, now + timedelta(seconds=wait), down.code)
        self._told(due, "failed", down.code)

    def _wait(self, attempts: int) -> float:
        """Doubles with each attempt; a random half keeps those that failed together apart."""
        longest = min(FIRST_WAIT * 2.0 ** (attempts - 1), LONGEST_WAIT)
        return longest * (0.5 + 0.5 * self._chance())

    def _bury(self, session: Session, due: Due, why: str) -> None:
        outbound.bury(session, due, self._clock.now(), why)
        self._told(due, "dead", why)

    def _told(self, due: Due, outcome: str, why: str | None = None) -> None:
        _log.info(
            "message_out", outcome=outcome, why=why, message=due.id, channel=due.channel,
            template=due.template, call_id=due.call_id,
        )  # fmt: skip
        self._tell(due.channel, outcome)
