"""Every key of the call, in order: none lost, none twice.

Two witnesses, neither enough alone. A listening command (WAIT FOR DIGIT, STREAM FILE)
answers each key once, but a key that ends between two commands is read and thrown away.
``StoreDTMF``, which the dialplan hangs on the channel, appends every key to a variable
whoever reads it; but a key that follows another too closely is put back and read again
(``__ast_read`` in Asterisk's main/channel.c: while the one before is still emulated, or
less than 45 ms after it), and is then appended again. So a key that was answered is one
key; one that was only appended fell between two commands; and an appended key can be the
one before it again only when that one could have been put back.
"""

from __future__ import annotations

import math
import time
from collections.abc import Callable
from dataclasses import dataclass
from itertools import groupby

from agi_scripts.agi import Agi

KEYS = "0123456789*#"
VARIABLE = "LINEA_KEYS"
KEPT = "LINEA_KEEPS_KEYS"
"""Set to 1 by the dialplan where StoreDTMF keeps the keys."""
FULL = 400
"""The variable holds 510 keys: it is emptied well before."""
TOO_CLOSE = 0.08
"""Seconds after a key within which the next is put back: 45 ms, a frame, and our being late."""
SHORTEST_PRESS = 0.08
"""Seconds from one key to the next: 40 ms of tone and 40 ms of pause (ITU-T Q.24)."""
COMES_BACK = 0.15
"""Seconds within which a key that was put back is read again: 80 ms emulated, 45 ms between."""
ANSWER_DUE = 0.2
"""Seconds after which an appended key that no command answered fell between two."""


@dataclass(slots=True)
class _Appended:
    key: str
    at: float
    put_back: bool
    """Whether it may be appended again."""


class KeyLog:
    """What the caller has pressed and nobody has taken yet. ``now`` tells monotonic time."""

    def __init__(self, agi: Agi, now: Callable[[], float] = time.monotonic) -> None:
        self._agi = agi
        self._now = now
        self._read = 0
        self._open: list[_Appended] = []
        self._presumed: list[_Appended] = []
        self._last_answer = -math.inf
        self._looked = -math.inf
        self.kept = agi.get_variable(KEPT) == "1"
        """Whether keys between commands are kept; else only listening commands hear them."""

    @property
    def unsettled(self) -> bool:
        """Whether a key was appended that a listening command may yet answer."""
        return bool(self._open)

    def take(self, answered: str | None = None) -> str:
        """The keys since the last time; ``answered`` is what a listening command gave."""
        if not self.kept:
            return _telephone_keys(answered or "")
        now = self._now()
        for key in self._possible(self._appended(), now):
            self._open_one(key, now)
        keys = self._settle(answered, now) if answered else ""
        overdue = [each for each in self._open if now - each.at > ANSWER_DUE]
        self._open = self._open[len(overdue) :]
        self._presume(overdue, now)
        return _telephone_keys(keys + _keys_of(overdue))

    def take_unanswered(self) -> str:
        """The keys since the last time, after a command that answers none."""
        if not self.kept:
            return ""
        now = self._now()
        self._looked = now
        self._open += [_Appended(key, now, False) for key in self._appended()]
        pressed, self._open = self._open, []
        self._presume(pressed, now)
        return _telephone_keys(_keys_of(pressed))

    def forget(self) -> None:
        """Leave no key on the channel: an account or a document may be among them."""
        if self.kept:
            self._agi.set_variable(VARIABLE, "")
            self._read = 0

    def _appended(self) -> str:
        """What the variable has gained since it was last read."""
        whole = self._agi.get_variable(VARIABLE) or ""
        gained = whole[self._read :]
        self._read = len(whole)
        if self._read > FULL:
            self.forget()
        return gained

    def _possible(self, appended: str, now: float) -> str:
        """Without repeats where nobody can have pressed so many keys since the last look."""
        most = (now - self._looked) / SHORTEST_PRESS + 1
        self._looked = now
        if len(appended) <= most:
            return appended
        return "".join(key for key, _ in groupby(appended))

    def _open_one(self, key: str, now: float) -> None:
        """A key was appended: one that was put back, or a new one."""
        for each in self._open:
            if each.key == key and each.put_back and now - each.at <= COMES_BACK:
                each.at = now
                return
        put_back = bool(self._open) or now - self._last_answer <= TOO_CLOSE
        self._open.append(_Appended(key, now, put_back))

    def _settle(self, answered: str, now: float) -> str:
        """Keys are answered in the order pressed: what was appended before was missed."""
        self._last_answer = now
        place = next((i for i, each in enumerate(self._open) if each.key == answered), None)
        if place is None:
            return "" if self._was_presumed(answered, now) else answered
        missed, self._open = self._open[:place], self._open[place + 1 :]
        return _keys_of(missed) + answered

    def _presume(self, missed: list[_Appended], now: float) -> None:
        """Remember for a while what was given without an answer: it may still come."""
        self._presumed = [_Appended(each.key, now, False) for each in missed] or self._presumed

    def _was_presumed(self, answered: str, now: float) -> bool:
        for each in self._presumed:
            if each.key == answered and now - each.at <= ANSWER_DUE:
                self._presumed.remove(each)
                return True
        return False


def _keys_of(appended: list[_Appended]) -> str:
    return "".join(each.key for each in appended)


def _telephone_keys(keys: str) -> str:
    """Without A to D, which no telephone has."""
    return "".join(key for key in keys if key in KEYS)
