"""Keys as the caller presses them: the buffer of a line, and digits as they are collected."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass
from enum import Enum, auto

KEYS = frozenset("0123456789*#")
PERSON_KEY = "0"
REPEAT_KEY = "9"
BACK_KEY = "*"
END_KEY = "#"

_LONGEST_ENTRY = 32


class KeyBuffer:
    """Keys pressed and not yet used, in order; one belongs to each line.

    Used by the call's own thread alone. It holds ``capacity`` keys, far more than any
    path through the menus; what a stuck or hostile caller presses beyond is dropped.
    """

    def __init__(self, capacity: int = 128) -> None:
        self._keys: deque[str] = deque()
        self._capacity = capacity

    def __len__(self) -> int:
        return len(self._keys)

    def push(self, keys: str) -> None:
        """Append ``keys``; what isn't a telephone key (A-D, letters, noise) is ignored."""
        for key in keys:
            if key in KEYS and len(self._keys) < self._capacity:
                self._keys.append(key)

    def peek(self) -> str | None:
        """The next key, left in the buffer."""
        return self._keys[0] if self._keys else None

    def pop(self) -> str | None:
        """The next key, taken out; None when there is none."""
        return self._keys.popleft() if self._keys else None

    def put_back(self, key: str) -> None:
        """Make ``key``, which was popped, the next one again."""
        self._keys.appendleft(key)

    def clear(self) -> None:
        """Forget everything: what was typed ahead was meant for another path."""
        self._keys.clear()


class Entry(Enum):
    """What a key, or a pause, makes of the digits so far."""

    MORE = auto()
    COMPLETE = auto()
    PERSON = auto()
    BACK = auto()


@dataclass(slots=True)
class DigitEntry:
    """Digits being typed as one answer of ``shortest`` to ``longest`` digits.

    0 and 9 are data and # ends. After * comes 0 for a person; # or a pause to go
    back; any other digit starts the answer again. A number of one fixed length is
    complete with its last digit, so that what follows is type-ahead; any other waits
    for # or a pause, so that digits too many are noticed and not taken as the next answer.
    """

    shortest: int
    longest: int
    digits: str = ""
    starred: bool = False

    def press(self, key: str) -> Entry:
        """Take one key."""
        if self.starred:
            return self._after_star(key)
        if key == BACK_KEY:
            self.starred = True
            return Entry.MORE
        if key == END_KEY:
            return Entry.COMPLETE if self.digits else Entry.MORE
        return self._add(key)

    def pause(self) -> Entry:
        """Nothing was pressed in time. Complete without digits means silence."""
        return Entry.BACK if self.starred else Entry.COMPLETE

    @property
    def too_short(self) -> bool:
        """Whether digits are missing."""
        return len(self.digits) < self.shortest

    @property
    def too_long(self) -> bool:
        """Whether there are digits too many."""
        return len(self.digits) > self.longest

    @property
    def full(self) -> bool:
        """Whether no further digit is expected, though # may come."""
        return len(self.digits) >= self.longest

    def _after_star(self, key: str) -> Entry:
        if key == BACK_KEY:
            return Entry.MORE
        self.starred = False
        if key == PERSON_KEY:
            return Entry.PERSON
        if key == END_KEY:
            return Entry.BACK
        self.digits = ""
        return self._add(key)

    def _add(self, key: str) -> Entry:
        if len(self.digits) < _LONGEST_ENTRY:
            self.digits += key
        fixed_length = self.shortest == self.longest
        return Entry.COMPLETE if fixed_length and self.full else Entry.MORE
