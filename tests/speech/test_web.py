"""The speech process over HTTP: health that tells the truth, prompts that follow their wording."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterable
from pathlib import Path

import pytest
from aiohttp import web
from aiohttp.test_utils import TestClient
from prometheus_client import CollectorRegistry

from ivr.errors import LineaError
from ivr.rendering.utterance import Utterance
from speech.voice import Folder, Voice
from speech.voice.code import CodeEngine
from speech.voice.keeper import PromptKeeper
from speech.web import speech_app

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
        return speech_app(self.keeper, self.registry)


@pytest.fixture
def place(tmp_path: Path) -> Place:
    place = Place(tmp_path)
    place.write("menu.uno=Marque uno.")
    return place


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
