"""Every key of one call, in order: none lost, none twice.

Asterisk tells each key's beginning (AMI's DTMFBegin), whatever the channel is doing. So what
began was pressed, and the answer of a listening command (WAIT FOR DIGIT, STREAM FILE) only
confirms it: between two commands keys are read and thrown away. A key that follows another
too closely is put back and read again (``__ast_read`` in Asterisk's main/channel.c), and then
its end is told again; Answer() puts back the key that it found, and its beginning is told
again. A key by SIP INFO has an end and no beginning: there the ends count. Without a
connection the answers count.
"""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from threading import Condition

KEYS = "0123456789*#"
WITNESS_LATE = 0.25
"""Seconds that an answered key waits for Asterisk to tell of it; then the answer counts."""
NEVER_CAME = 1.0
"""Seconds after which an answer that counted by itself expects its witness no more."""
_AT_MOST = 128
"""Keys that may wait, far more than any path; a hostile caller costs no memory."""


@dataclass(frozen=True, slots=True)
class _Answer:
    key: str
    at: float


class KeyLog:
    """What a caller has pressed and nobody has taken yet.

    The call's own thread takes, another tells what Asterisk told. ``watched`` says whether
    Asterisk tells of keys now, ``now`` is monotonic time.
    """

    def __init__(
        self,
        watched: Callable[[], bool] = lambda: False,
        now: Callable[[], float] = time.monotonic,
    ) -> None:
        self._watched = watched
        self._now = now
        self._changed = Condition()
        self._pressed: list[str] = []
        self._unanswered: deque[str] = deque(maxlen=_AT_MOST)
        self._unwitnessed: deque[_Answer] = deque(maxlen=_AT_MOST)
        self._held: str | None = None
        self._begun: set[str] = set()
        self._only_ends = False

    @property
    def watched(self) -> bool:
        """Whether every key is told of, even one that no listening command hears."""
        return self._watched()

    def began(self, key: str) -> None:
        """Asterisk tells that a key is being pressed; one that is held already is read again."""
        if key != self._held:
            self._held = key
            self._begun.add(key)
            self._only_ends = False
            self._witness(key)

    def ended(self, key: str) -> None:
        """Asterisk tells that a key was released; one that never began is news."""
        if key == self._held:
            self._held = None
        if self._only_ends or key not in self._begun:
            self._only_ends = True
            self._witness(key)

    def unwatched(self) -> None:
        """The connection is lost: what it told last confirms no key that follows."""
        with self._changed:
            self._held = None
            self._unanswered.clear()

    def take(self, answered: str | None = None) -> str:
        """The keys since the last time; ``answered`` is what a listening command gave."""
        with self._changed:
            place = len(self._pressed)
            if answered is not None and not self._confirmed(answered):
                self._pressed.insert(place, answered)
                self._unwitnessed.append(_Answer(answered, self._now()))
            pressed = "".join(key for key in self._pressed if key in KEYS)
            self._pressed.clear()
            return pressed

    def _witness(self, key: str) -> None:
        with self._changed:
            if not self._counted_already(key) and len(self._pressed) < _AT_MOST:
                self._pressed.append(key)
                self._unanswered.append(key)
                self._changed.notify()

    def _confirmed(self, key: str) -> bool:
        """Whether an answer was told of, or is within ``WITNESS_LATE``."""
        late = WITNESS_LATE if self.watched else 0.0
        return self._changed.wait_for(lambda: self._confirm(key), late)

    def _confirm(self, key: str) -> bool:
        """Keys are answered in the order pressed: those before it fell between two commands."""
        if key not in self._unanswered:
            return False
        while self._unanswered.popleft() != key:
            pass
        return True

    def _counted_already(self, key: str) -> bool:
        """Whether the witness comes only now for an answer that counted by itself."""
        oldest = self._now() - NEVER_CAME
        while self._unwitnessed and self._unwitnessed[0].at < oldest:
            self._unwitnessed.popleft()
        if self._unwitnessed and self._unwitnessed[0].key == key:
            self._unwitnessed.popleft()
            return True
        return False
