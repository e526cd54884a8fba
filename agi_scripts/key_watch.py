"""What Asterisk tells of keys, over AMI: one connection for all calls of the process."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress

from agi_scripts.key_log import KeyLog
from ami import AmiAddress, AmiClient, Connected, Lost, Message, StreamItem


class KeyWatch:
    """Hands the keys that Asterisk tells of to the calls that ask for them.

    The AMI user reads the class ``dtmf`` alone. Keys of other channels are dropped unseen.
    """

    def __init__(self, address: AmiAddress) -> None:
        self._ami = AmiClient(address, snapshot=())
        self._logs: dict[str, KeyLog] = {}
        self._there = threading.Event()

    @property
    def watching(self) -> bool:
        """Whether the connection is there; without it listening commands alone hear keys."""
        return self._there.is_set()

    def wait(self, seconds: float) -> bool:
        """Wait for the connection; whether it is there."""
        return self._there.wait(seconds)

    @contextmanager
    def log(self, channel: str) -> Iterator[KeyLog]:
        """The keys of the channel with that Uniqueid, while the block runs."""
        log = self._logs[channel] = KeyLog(lambda: self.watching)
        try:
            yield log
        finally:
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
        log = self._logs.get(event.get("Uniqueid"))
        if log is None or event.get("Direction") != "Received":
            return
        if event.event == "DTMFBegin":
            log.began(event.get("Digit"))
        elif event.event == "DTMFEnd":
            log.ended(event.get("Digit"))


def _run(loop: asyncio.AbstractEventLoop, watching: asyncio.Task[None]) -> None:
    with suppress(asyncio.CancelledError):
        loop.run_until_complete(watching)
    loop.close()
