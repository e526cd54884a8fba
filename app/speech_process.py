"""The `speech` process: hears the callers; the first of several keeps the prompts rendered."""

from __future__ import annotations

from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress

from aiohttp import web
from prometheus_client import CollectorRegistry, Gauge

from app.pack_condition import pack_condition
from app.settings import Settings
from app.speech_processes import SpeechProcesses
from app.vocabulary import SPEECH, shelf_of
from app.voice import MAIN_MENU, PROMPTS, prompts_of, voice_of
from ivr.rendering import Utterance
from speech.aeap.admission import Admission
from speech.aeap.ears import Ears
from speech.aeap.figures import Figures
from speech.aeap.server import AeapServer
from speech.grammars import Grammars
from speech.models import STARTER
from speech.recognizer.hearing import Hearing, ModelInUse
from speech.recognizer.model import Model
from speech.recognizer.tuning import Tuning
from speech.siblings import Siblings
from speech.voice.engines import PACK
from speech.voice.keeper import PromptKeeper
from speech.web import speech_app

STOP_SECONDS = 3.0


def run(settings: Settings, number: int = 1) -> None:
    """Serve until SIGTERM, as process ``number``, each at its own address of this machine.

    Raises Invalid (an unknown voice) and OSError (folder, port).
    """
    processes = SpeechProcesses.of(settings)
    registry = CollectorRegistry()
    keeper = prompt_keeper(settings, registry) if number == 1 else None
    sockets = processes.sockets
    socket = sockets[number - 1] if sockets else None
    with ThreadPoolExecutor(processes.threads, "recognizer") as threads:
        at_most = processes.utterances_at_most
        ears = Ears(threads, Admission(at_most), Figures(registry, at_most))
        model = model_in_use(settings)
        server = AeapServer(ears, lambda: model.current, settings.line.calls_at_most)
        web.run_app(
            speech_app(keeper, Siblings(registry, sockets, number), model, server),
            host=processes.hosts[number - 1],
            port=settings.ports.speech,
            path=str(socket) if socket else None,
            shutdown_timeout=STOP_SECONDS,
            access_log=None,
            print=None,
        )
    if socket is not None:
        socket.unlink(missing_ok=True)


def prompt_keeper(settings: Settings, registry: CollectorRegistry) -> PromptKeeper:
    """What keeps the prompts rendered. Raises Invalid and OSError."""

    by_fallback = Gauge(
        "linea_voice_by_fallback",
        "Fragments of the voice pack that the fallback voice would speak",
        registry=registry,
    )

    def wording() -> Iterable[Utterance]:
        if settings.voice.engine == PACK:
            with suppress(OSError):
                by_fallback.set(len(pack_condition(settings, levels=False).by_fallback))
        return prompts_of(settings).fixed()

    return PromptKeeper(voice_of(settings), wording, (PROMPTS, MAIN_MENU), registry)


def model_in_use(settings: Settings) -> ModelInUse:
    """What the line hears with: the model chosen, the grammars with its places, the tuning."""
    shelf = shelf_of(settings)

    def furnish(model: Model) -> Hearing:
        return Hearing(model, Grammars.load(SPEECH, shelf.places()), Tuning.load(SPEECH))

    return ModelInUse(shelf.link, STARTER, furnish)
