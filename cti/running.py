"""Loops that run as long as the process: none may end unnoticed."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine, Iterable
from types import TracebackType

import structlog

from cti.fault import fault_fields

log = structlog.get_logger(__name__)

Loop = Coroutine[object, object, None]


class Running:
    """Runs ``loops`` within a context; when one fails ``on_fault`` is called once."""

    def __init__(self, loops: Iterable[Loop], on_fault: Callable[[], None]) -> None:
        self._loops = list(loops)
        self._on_fault = on_fault
        self._tasks: list[asyncio.Task[None]] = []

    async def __aenter__(self) -> None:
        for loop in self._loops:
            task = asyncio.create_task(loop, name=getattr(loop, "__qualname__", "loop"))
            task.add_done_callback(self._ended)
            self._tasks.append(task)

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    def _ended(self, task: asyncio.Task[None]) -> None:
        if task.cancelled():
            return
        error = task.exception()
        log.critical("loop_ended", loop=task.get_name(), **(fault_fields(error) if error else {}))
        self._on_fault()
