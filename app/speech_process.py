"""The `speech` process: keeps the prompts rendered and tells how the line's ears are."""

from __future__ import annotations

from collections.abc import Iterable

from aiohttp import web
from prometheus_client import CollectorRegistry

from app.probe import LOOPBACK
from app.settings import Settings
from app.voice import MAIN_MENU, PROMPTS, prompts_of, voice_of
from ivr.rendering import Utterance
from speech.voice.keeper import PromptKeeper
from speech.web import speech_app

STOP_SECONDS = 3.0


def run(settings: Settings) -> None:
    """Serve until SIGTERM. Raises Invalid (an unknown voice) and OSError (folder, port)."""

    def wording() -> Iterable[Utterance]:
        return prompts_of(settings).fixed()

    registry = CollectorRegistry()
    keeper = PromptKeeper(voice_of(settings), wording, (PROMPTS, MAIN_MENU), registry)
    web.run_app(
        speech_app(keeper, registry),
        host=LOOPBACK,
        port=settings.ports.speech,
        shutdown_timeout=STOP_SECONDS,
        access_log=None,
        print=None,
    )
