"""How long a caller waits for the voice: until there is a file, and until it is heard.

Files: said before, composed from the pack, spoken by each engine that this installation has. On
a real call, beside Asterisk's own SAY NUMBER: it runs where the project's repository is.
Whether it is understood: ``linea bench heard``.
"""

from __future__ import annotations

import asyncio
from collections.abc import Sequence

from app.benches.heard.playing import exchange, settings_at
from app.benches.speech.rows import Row
from app.benches.voice import first_sound, making
from app.settings import load


def measure() -> Sequence[Row]:
    """Rows of milliseconds, those that are promised with their limit."""
    settings = load()
    heard = asyncio.run(_heard())
    return [*making.rows(settings), *first_sound.rows(heard, f"voice {settings.voice.engine}")]


async def _heard() -> dict[str, list[first_sound.First]]:
    async with exchange() as asterisk:
        return await first_sound.measured(asterisk, settings_at(asterisk))
