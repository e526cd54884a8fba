"""An ear server of a test's own: few grammars, the starter model, the real websocket.

By hand: ``python -m tests.speech.aeap.stand_in PORT [ADDRESS]``.
"""

from __future__ import annotations

import asyncio
import sys
from collections.abc import AsyncIterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager
from pathlib import Path

from aiohttp import web
from prometheus_client import CollectorRegistry

import speech
from ivr.errors import NotFound
from speech.aeap.admission import Admission
from speech.aeap.ears import Ears
from speech.aeap.figures import Figures
from speech.aeap.server import AeapServer
from speech.recognizer.endpointing import Profile
from speech.recognizer.hearing import Hearing
from speech.recognizer.model import Model
from speech.recognizer.tuning import Tuning

STARTER = Path(speech.__file__).parent / "vosk-model-mini-es"
COMMANDS = ("hablar con un asesor", "asesor", "repetir", "volver", "ayuda")
EMERGENCIES = ("fuga de gas", "se rompió el tubo", "hay un incendio")
DIGITS = ("cero", "uno", "dos", "tres", "cuatro", "cinco", "seis", "siete", "ocho", "nueve")
PHRASES: Mapping[str, tuple[str, ...]] = {
    "digits": (*DIGITS, *COMMANDS),
    "yes_no": ("sí", "no", "sí claro", *COMMANDS),
    "menu.opciones": (
        "corte de agua",
        "consultar un radicado",
        "suspensión del servicio",
        "sugerencia",
        *COMMANDS,
        *EMERGENCIES,
    ),
    "protected": (*EMERGENCIES, "asesor", "hablar con un asesor"),
}
PROFILES: Mapping[str, Profile] = {
    "menu": Profile(0.5, 8.0),
    "yes_no": Profile(0.4, 4.0),
    "digits": Profile(0.9, 15.0),
    "protected": Profile(0.5, 8.0),
}


class Phrasebook:
    """The stand-in for the line's grammars."""

    def phrases(self, grammar: str) -> tuple[str, ...]:
        if grammar not in PHRASES:
            raise NotFound(f"no hay una gramática «{grammar}»")
        return PHRASES[grammar]

    def profile(self, grammar: str) -> str:
        self.phrases(grammar)
        return grammar.partition(".")[0]


@asynccontextmanager
async def ear_server(
    hearing: Hearing | None,
    *,
    port: int = 0,
    host: str = "127.0.0.1",
    utterances_at_most: int = 50,
    calls_at_most: int = 100,
    setup_seconds: float = 10.0,
) -> AsyncIterator[tuple[int, CollectorRegistry]]:
    """A server on loopback; yields its port and its figures."""
    registry = CollectorRegistry()
    with ThreadPoolExecutor(2) as threads:
        ears = Ears(threads, Admission(utterances_at_most), Figures(registry, utterances_at_most))
        server = AeapServer(ears, lambda: hearing, calls_at_most, setup_seconds)
        application = web.Application()
        application.router.add_get("/", server.answer)
        runner = web.AppRunner(application, access_log=None)
        await runner.setup()
        try:
            site = web.TCPSite(runner, host, port)
            await site.start()
            yield runner.addresses[0][1], registry
        finally:
            await server.close()
            await runner.cleanup()


def starter_hearing() -> Hearing:
    return Hearing(Model.load(STARTER), Phrasebook(), Tuning(PROFILES))


async def _by_hand(port: int, host: str = "127.0.0.1") -> None:
    async with ear_server(starter_hearing(), port=port, host=host) as (taken, _):
        sys.stdout.write(f"ws://{host}:{taken}/\n")
        await asyncio.Event().wait()


if __name__ == "__main__":
    asyncio.run(_by_hand(int(sys.argv[1]), *sys.argv[2:]))
