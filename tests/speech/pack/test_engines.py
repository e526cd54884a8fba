"""The line's voice as the settings ask for it: a pack that is no good costs warmth, not a word."""

from __future__ import annotations

from pathlib import Path

import pytest
from structlog.testing import capture_logs

from speech.voice.code import CodeEngine
from speech.voice.engine import Engine
from speech.voice.engines import ENGINES, PackFiles, VoiceFiles, engine_named
from speech.voice.espeak import EspeakEngine
from speech.voice.pack.fragment import Join
from speech.voice.pack.pack_engine import PackEngine
from speech.voice.spare import Spared
from tests.speech.pack.packs import fragment, make

pytestmark = pytest.mark.service  # keeps packs of sound

GREETING = fragment("Buenos días", Join.ENDS)


def engine(tmp_path: Path, *, fallback: str = "espeak-ng") -> Engine:
    pack = PackFiles(tmp_path / "voz", tmp_path / "own", tmp_path / "decoded", fallback)
    return engine_named("pack", VoiceFiles(pack=pack))


def test_a_pack_speaks_with_espeak_ng_behind_it(tmp_path: Path) -> None:
    make(tmp_path / "voz", [GREETING])
    speaks = engine(tmp_path)
    assert isinstance(speaks, PackEngine)
    assert isinstance(speaks.composer.fallback, EspeakEngine)
    assert speaks.composer.pieces("Buenos días.") == (GREETING,)


def test_a_voice_that_only_the_installation_has(tmp_path: Path) -> None:
    make(tmp_path / "own", [GREETING])
    assert isinstance(engine(tmp_path), PackEngine)


@pytest.mark.parametrize("about", [None, "esto no es TOML ="])
def test_without_a_usable_pack_the_other_voice_says_everything(
    tmp_path: Path, about: str | None
) -> None:
    if about is not None:
        make(tmp_path / "voz", [GREETING])
        (tmp_path / "voz" / "pack.toml").write_text(about, "utf-8")
    with capture_logs() as logged:
        assert isinstance(engine(tmp_path), EspeakEngine)
    assert [line["event"] for line in logged] == ["voice_pack_unusable"]
    assert "pack.toml" in logged[0]["why"]


def test_another_voice_for_the_gaps_has_espeak_ng_behind_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(ENGINES, "kokoro", lambda _files: CodeEngine())
    make(tmp_path / "voz", [GREETING])
    speaks = engine(tmp_path, fallback="kokoro")
    assert isinstance(speaks, PackEngine)
    assert isinstance(speaks.composer.fallback, Spared)


def test_another_voice_without_its_files_is_left_out(tmp_path: Path) -> None:
    make(tmp_path / "voz", [GREETING])
    with capture_logs() as logged:
        speaks = engine(tmp_path, fallback="piper")
    assert isinstance(speaks, PackEngine)
    assert isinstance(speaks.composer.fallback, EspeakEngine)
    assert [line["event"] for line in logged] == ["voice_engine_unusable"]
