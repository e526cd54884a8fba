"""An Asterisk that a test may kill."""

from __future__ import annotations

from app.asterisk import Instance


class Exchange(Instance):
    """An Asterisk that a test may kill."""

    async def kill(self) -> None:
        """End it at once, with a last word to nobody."""
        if self._process is not None:
            self._process.kill()
        await self.stop()
