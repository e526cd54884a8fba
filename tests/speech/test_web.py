"""The speech process over HTTP: health that tells the truth, prompts that follow their wording."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from aiohttp import web
from aiohttp.test_utils import TestClient
from prometheus_client import CollectorRegistry, Counter

from ivr.errors import LineaError
from ivr.rendering.utterance import Utterance
from speech.aeap.admission import Admission
from speech.aeap.ears import Ears
from speech.aeap.figures import Figures
from speech.aeap.server import AeapServer
from speech.recognizer.hearing import Hearing, ModelInUse
from speech.recognizer.model import Model
from speech.recognizer.tuning import Tuning
from speech.siblings import Siblings
from speech.voice import Folder, Voice
from speech.voice.code import CodeEngine
from speech.voice.keeper import PromptKeeper
from speech.web import speech_app
from tests.speech.aeap.stand_in import Phrasebook

Client = TestClient[web.Request, web.Application]
Opened = Callable[[web.Application], Awaitable[Client]]


class Place:
    """A file of wording, one prompt a line, and the keeper that watches it."""

    def __init__(self, folder: Path) -> None:
        self.wording = folder / "wording.txt"
        self.folder = Folder(folder / "instance", "/srv/linea/test")
        self.registry = CollectorRegistry()
        voice = Voice(CodeEngine(), self.folder)
        self.keeper = PromptKeeper(voice, self.read, [self.wording], self.registry)
        self.figures = Figures(self.registry, at_most=1)
        self.threads = ThreadPoolExecutor(1)
        self.model = ModelInUse(folder / "model", folder / "no-starter", self.furnish)

    def furnish(self, model: Model) -> Hearing:
        return Hearing(model, Phrasebook(), Tuning())

    def write(self, *prompts: str) -> None:
        self.wording.write_text("\n".join(prompts))

    def read(self) -> Iterable[Utterance]:
        for line in self.wording.read_text().splitlines():
            name, _, text = line.partition("=")
            if not text:
                raise LineaError(f"a «{name}» le falta el texto", code="prompt_error")
            yield Utterance(name, 1, text, fixed=True)

    def rendered(self) -> set[str]:
        return {path.stem for path in self.folder.prompts.rglob("*.wav")}

    @property
    def application(self) -> web.Application:
        return self.application_of(self.keeper, Siblings(self.registry))

    def application_of(self, keeper: PromptKeeper | None, siblings: Siblings) -> web.Application:
        ears = Ears(self.threads, Admission(1), self.figures)
        server = AeapServer(ears, lambda: self.model.current, calls_at_most=1)
        return speech_app(keeper, siblings, self.model, server)


@pytest.fixture
def place(tmp_path: Path) -> Iterator[Place]:
    place = Place(tmp_path)
    place.write("menu.uno=Marque uno.")
    with place.threads:
        yield place


async def test_health_says_that_there_is_no_recogniser_and_all_is_well(
    place: Place, aiohttp_client: Opened
) -> None:
    await place.keeper.look()
    client = await aiohttp_client(place.application)
    answer = await (await client.get("/health")).json()
    assert answer == {"status": "ok", "parts": {"prompts": "ok", "recognizer": "not_configured"}}


async def test_health_is_degraded_until_every_prompt_is_rendered(
    place: Place, aiohttp_client: Opened
) -> None:
    place.write("menu.uno")
    client = await aiohttp_client(place.application)
    answer = await (await client.get("/health")).json()
    assert answer["status"] == "degraded"
    assert answer["problem"]


async def test_an_edited_wording_is_rendered_and_an_unreadable_one_harms_nothing(
    place: Place,
) -> None:
    await place.keeper.look()
    assert place.rendered() == {"uno"}
    place.write("menu.uno=Marque uno.", "menu.dos=Marque dos.")
    await place.keeper.look()
    assert place.rendered() == {"uno", "dos"}
    place.write("menu.uno=Marque uno.", "menu.dos")
    await place.keeper.look()
    assert place.rendered() == {"uno", "dos"}
    assert place.keeper.problem == "a «menu.dos» le falta el texto"
    place.write("menu.uno=Marque uno.")
    await place.keeper.look()
    assert place.rendered() == {"uno"}
    assert place.keeper.problem is None


async def test_leftovers_that_cannot_be_swept_do_not_end_the_watch(place: Place) -> None:
    (place.folder.host / "speech").rmdir()
    await place.keeper.look()
    place.write("menu.uno=Marque uno.", "menu.dos=Marque dos.")
    await place.keeper.look()
    assert place.rendered() == {"uno", "dos"}


async def test_metrics_count_what_was_rendered(place: Place, aiohttp_client: Opened) -> None:
    await place.keeper.look()
    client = await aiohttp_client(place.application)
    text = await (await client.get("/metrics")).text()
    assert "linea_prompts_ready 1.0" in text
    assert "linea_prompts_rendered_total 1.0" in text


async def test_health_names_a_model_that_cannot_be_used(
    place: Place, aiohttp_client: Opened
) -> None:
    (place.folder.host / "broken").mkdir()
    (place.folder.host.parent / "model").symlink_to(place.folder.host / "broken")
    await place.keeper.look()
    client = await aiohttp_client(place.application)
    answer = await (await client.get("/health")).json()
    assert answer["parts"]["recognizer"] == "degraded"
    assert "broken" in answer["problem"]


async def test_several_processes_tell_their_figures_as_one(
    place: Place, tmp_path: Path, aiohttp_client: Opened
) -> None:
    sockets = (tmp_path / "1.sock", tmp_path / "2.sock", tmp_path / "gone.sock")
    beside = CollectorRegistry()
    Counter("linea_speech_rejected", "", registry=beside).inc(3)
    runner = web.AppRunner(place.application_of(None, Siblings(beside, sockets, 2)))
    await runner.setup()
    try:
        await web.UnixSite(runner, str(sockets[1])).start()
        first = place.application_of(place.keeper, Siblings(place.registry, sockets, 1))
        client = await aiohttp_client(first)
        text = await (await client.get("/metrics")).text()
    finally:
        await runner.cleanup()
    assert 'linea_speech_rejected_total{process="1"} 0.0' in text
    assert 'linea_speech_rejected_total{process="2"} 3.0' in text
    assert text.count("# TYPE linea_speech_rejected_total counter") == 1
