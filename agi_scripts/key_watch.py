"""What Asterisk tells of keys, over AMI: one connection for all calls of the process."""

from __future__ import annotations

import asyncio
import threading
import time
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass

from agi_scripts.key_log import KeyLog
from ami import AmiAddress, AmiClient, Connected, Lost, Message, StreamItem

EARLY_SECONDS = 3.0
"""How long before its conversation a call may have begun, on a machine that is very busy."""
_EARLY_AT_MOST = 256


@dataclass(frozen=True, slots=True)
class _Early:
    channel: str
    event: str
    key: str
    at: float


class KeyWatch:
    """Hands the keys that Asterisk tells of to the calls that ask for them.

    The AMI user reads the class ``dtmf`` alone. Keys of other channels are dropped unseen, those
    of the last seconds but for the calls that begin: who knows the line presses at once.
    """

    def __init__(self, address: AmiAddress, *, now: Callable[[], float] = time.monotonic) -> None:
        self._ami = AmiClient(address, snapshot=())
        self._logs: dict[str, KeyLog] = {}
        self._early: deque[_Early] = deque(maxlen=_EARLY_AT_MOST)
        self._changing = threading.Lock()
        self._there = threading.Event()
        self._now = now

    @property
    def watching(self) -> bool:
        """Whether the connection is there; without it listening commands alone hear keys."""
        return self._there.is_set()

    def wait(self, seconds: float) -> bool:
        """Wait for the connection; whether it is there."""
        return self._there.wait(seconds)

    @contextmanager
    def log(self, channel: str, *, begins: bool = False) -> Iterator[KeyLog]:
        """The keys of the channel with that Uniqueid, while the block runs.

        Of a call that ``begins`` also those from before: Asterisk may have read them already
        when it is us who come late.
        """
        log = KeyLog(lambda: self.watching)
        with self._changing:
            for early in self._early if begins else ():
                if early.channel == channel and self._now() - early.at < EARLY_SECONDS:
                    _take_down(log, early.event, early.key)
            self._logs[channel] = log
        try:
            yield log
        finally:
            with self._changing:
                del self._logs[channel]

    @contextmanager
    def running(self) -> Iterator[None]:
        """Keep the connection in a thread of its own while the block runs."""
        loop = asyncio.new_event_loop()
        watching = loop.create_task(self._watch())
        thread = threading.Thread(target=_run, args=(loop, watching), name="keys", daemon=True)
        thread.start()
        try:
            yield
        finally:
            loop.call_soon_threadsafe(watching.cancel)
            thread.join()

    async def _watch(self) -> None:
        async with asyncio.TaskGroup() as tasks:
            tasks.create_task(self._ami.run())
            async for item in self._ami.items():
                self._take(item)

    def _take(self, item: StreamItem) -> None:
        match item:
            case Connected():
                self._there.set()
            case Lost():
                self._there.clear()
                for log in tuple(self._logs.values()):
                    log.unwatched()
            case Message():
                self._tell(item)

    def _tell(self, event: Message) -> None:
        if event.get("Direction") != "Received":
            return
        channel, key = event.get("Uniqueid"), event.get("Digit")
        with self._changing:
            log = self._logs.get(channel)
            if log is None:
                self._early.append(_Early(channel, event.event, key, self._now()))
        if log is not None:
            _take_down(log, event.event, key)


def _take_down(log: KeyLog, event: str, key: str) -> None:
    if event == "DTMFBegin":
        log.began(key)
    elif event == "DTMFEnd":
        log.ended(key)


def _run(loop: asyncio.AbstractEventLoop, watching: asyncio.Task[None]) -> None:
    with suppress(asyncio.CancelledError):
        loop.run_until_complete(watching)
    loop.close()
