"""A pack made by an engine: nothing done twice, nothing lost, the best of several attempts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from threading import Lock

import numpy as np
import pytest

from speech.voice.engine import Credit, Samples, VoiceFailed
from speech.voice.loudness import TARGET, Signal, integrated
from speech.voice.pack import about, manifest, sound
from speech.voice.pack.fragment import Fragment, Join, Kind
from speech.voice.pack.renderer import ATTEMPTS, Renderer

RATE = 22_050
WHOLE = Fragment("menu.ayuda", "Marque cero", Join.ENDS, Kind.PROMPT, 1, "pendiente")
PIECE = Fragment("factura.saldo/1", "Su factura de", Join.FLOWS, Kind.CARRIER, 1, "pendiente")
VALUE = Fragment("valor.ciento.flows", "ciento", Join.FLOWS, Kind.VALUE, 1, "pendiente")
ALL = (WHOLE, PIECE, VALUE)


class Hummer:
    """Hums a text for as long as its letters take; ``long`` is how far it is off, by attempt."""

    credit = Credit("alguien", "Apache-2.0", "Una voz de prueba")

    def __init__(self, identity: str = "canto/1", long: Sequence[float] = (1.0,)) -> None:
        self.identity = identity
        self.said: list[tuple[str, int]] = []
        self._long = long
        self._lock = Lock()

    def record(
        self, text: str, join: Join, *, pace: float = 1.0, attempt: int = 0
    ) -> tuple[Signal, int]:
        with self._lock:
            self.said.append((text, attempt))
        seconds = (0.15 + len(text) / 14) * self._long[min(attempt, len(self._long) - 1)]
        wave = np.sin(2 * np.pi * 220 * np.arange(int(seconds * RATE)) / RATE)
        return (wave * 0.1).astype(np.float32), RATE


class Deaf:
    """An ear that hears every word wrong."""

    def knows(self, text: str) -> bool:
        return True

    def errors(self, text: str, samples: Samples) -> int:
        return len(text.split())


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "dora"


def recorded(folder: Path) -> dict[str, manifest.Recording]:
    return {one.fragment.id: one for one in manifest.read(folder).recordings}


def test_a_pack_is_described_listed_and_heard(folder: Path) -> None:
    told: list[tuple[int, int]] = []
    rendered = Renderer([Hummer(), Hummer()], folder).render(ALL, lambda *step: told.append(step))
    assert (rendered.made, rendered.kept, rendered.removed, rendered.doubtful) == (3, 0, 0, ())
    assert told == [(1, 3), (2, 3), (3, 3)]

    described = about.read(folder)
    assert (described.name, described.engine) == ("dora", "canto/1")
    assert described.licence == "Apache-2.0"
    for fragment in ALL:
        row = recorded(folder)[fragment.id]
        assert row.says_its_text
        heard = sound.read(folder / "audio" / fragment.file_name)
        assert heard.rate == 24_000
        assert heard.seconds == pytest.approx(row.seconds, abs=0.02)
    whole = sound.read(folder / "audio" / WHOLE.file_name)
    assert integrated(whole.signal, whole.rate) == pytest.approx(TARGET, abs=0.5)


def test_only_what_changed_is_made_again(folder: Path) -> None:
    Renderer([Hummer()], folder).render(ALL)
    (folder / "audio" / VALUE.file_name).write_bytes(b"cut short")
    changed = replace(WHOLE, text="Marque nueve", version=2)
    approved = replace(PIECE, version=3, approved_by="jurídica")
    hummer = Hummer()
    rendered = Renderer([hummer], folder).render((changed, approved, VALUE))
    assert {text for text, _ in hummer.said} == {"Marque nueve", "ciento"}
    assert (rendered.made, rendered.kept) == (2, 1)
    assert recorded(folder)[PIECE.id].fragment == approved


def test_what_is_wanted_no_more_goes(folder: Path) -> None:
    Renderer([Hummer()], folder).render(ALL)
    rendered = Renderer([Hummer()], folder).render((WHOLE,))
    assert (rendered.made, rendered.kept, rendered.removed) == (0, 1, 2)
    assert [path.name for path in (folder / "audio").iterdir()] == [WHOLE.file_name]
    assert list(recorded(folder)) == [WHOLE.id]


def test_another_engine_makes_everything_anew(folder: Path) -> None:
    Renderer([Hummer()], folder).render(ALL)
    rendered = Renderer([Hummer("canto/2")], folder).render(ALL)
    assert (rendered.made, rendered.kept) == (3, 0)
    assert about.read(folder).engine == "canto/2"


def test_the_pauses_that_somebody_set_outlive_a_rendering(folder: Path) -> None:
    Renderer([Hummer()], folder).render((WHOLE,))
    described = (folder / about.FILE).read_text("utf-8")
    (folder / about.FILE).write_text(described.replace("comma = 220", "comma = 260"), "utf-8")
    Renderer([Hummer("canto/2")], folder).render((WHOLE,))
    assert about.read(folder).pauses.comma == 260


def test_stopped_it_goes_on_where_it_was(folder: Path) -> None:
    def stop(done: int, of: int) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        Renderer([Hummer()], folder).render(ALL, stop)
    made = len(recorded(folder))
    assert made >= 1
    rendered = Renderer([Hummer()], folder).render(ALL)
    assert rendered.kept >= made
    assert rendered.made + rendered.kept == 3


def test_one_that_is_far_too_long_is_tried_otherwise(folder: Path) -> None:
    hummer = Hummer(long=(4.0, 1.0))
    rendered = Renderer([hummer], folder).render((VALUE,))
    assert hummer.said == [("ciento", 0), ("ciento", 1)]
    assert rendered.doubtful == ()


def test_what_is_held_is_listened_to_again_only_where_that_is_asked(folder: Path) -> None:
    Renderer([Hummer()], folder).render((WHOLE, VALUE))
    deaf = Deaf()
    assert Renderer([Hummer()], folder, deaf).render((WHOLE, VALUE)).made == 0  # type: ignore[arg-type]
    anew = Renderer([Hummer()], folder, deaf).render((WHOLE, VALUE), again=True)  # type: ignore[arg-type]
    assert (anew.made, anew.kept) == (1, 1)


def test_what_is_never_heard_right_is_kept_and_named(folder: Path) -> None:
    hummer = Hummer()
    rendered = Renderer([hummer], folder, Deaf()).render((WHOLE, VALUE))  # type: ignore[arg-type]
    assert rendered.doubtful == (VALUE.id,), "a recogniser of words judges no sentences"
    assert hummer.said.count(("ciento", ATTEMPTS - 1)) == 1
    assert recorded(folder)[VALUE.id].says_its_text


def test_a_voice_that_says_nothing_is_an_error(folder: Path) -> None:
    with pytest.raises(VoiceFailed, match="no dijo nada"):
        Renderer([Hummer(long=(0.0,))], folder).render((VALUE,))
