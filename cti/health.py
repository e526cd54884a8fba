"""How this process is: its own parts and those it leans on."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable

from ivr.errors import LineaError

CHECK_SECONDS = 2.0

Check = Callable[[], Awaitable[None]]


class PartDown(LineaError):
    """A part does not work; the message says it in Spanish."""

    code = "part_down"


class Health:
    """Named checks that raise when their part doesn't work."""

    def __init__(self) -> None:
        self._checks: dict[str, Check] = {}

    def watch(self, part: str, check: Check) -> None:
        """Look at ``part`` by ``check`` whenever a report is asked for."""
        self._checks[part] = check

    async def report(self) -> dict[str, object]:
        """``status`` and each part ``ok`` or ``degraded``; ``notes`` say in Spanish why."""
        names = list(self._checks)
        faults = await asyncio.gather(*(self._look(self._checks[name]) for name in names))
        notes = {name: fault for name, fault in zip(names, faults, strict=True) if fault}
        parts = {name: "degraded" if name in notes else "ok" for name in names}
        return {"status": "degraded" if notes else "ok", "parts": parts, "notes": notes}

    async def _look(self, check: Check) -> str | None:
        try:
            async with asyncio.timeout(CHECK_SECONDS):
                await check()
        except LineaError as error:
            return error.message
        except TimeoutError:
            return "no responde a tiempo"
        return None
