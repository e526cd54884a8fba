"""The engines by the names that the settings use (``voice.engine``)."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeVar

import structlog

from ivr.errors import Invalid
from speech.voice.apart import Apart
from speech.voice.code import CodeEngine
from speech.voice.engine import Engine, VoiceFailed
from speech.voice.espeak import EspeakEngine
from speech.voice.kokoro import KokoroFiles, kokoro
from speech.voice.pack.about import PackFault
from speech.voice.pack.pack import Pack
from speech.voice.pack.pack_engine import PackEngine
from speech.voice.piper import piper
from speech.voice.spare import Spared

PACK = "pack"
SPARE = "espeak-ng"
"""The engine that is always there."""

Made = TypeVar("Made", bound=Engine)
_log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class PackFiles:
    """Where the voice pack is: as it ships, the installation's own recordings, its samples.

    ``fallback`` is the engine that says what the pack does not hold.
    """

    shipped: Path = Path("voz")
    own: Path | None = None
    decoded: Path = Path("voices")
    fallback: str = SPARE


@dataclass(frozen=True, slots=True)
class VoiceFiles:
    """What the voices are made of, as the installation names it."""

    kokoro: KokoroFiles = field(default_factory=KokoroFiles)
    piper: Path = Path("voz.onnx")
    pack: PackFiles = field(default_factory=PackFiles)


def _pack(files: VoiceFiles) -> Engine:
    """The pack with its fallback; the fallback alone where there is no pack to speak by."""
    fallback = _with_spare(files.pack.fallback, files)
    try:
        pack = Pack.open(files.pack.shipped, files.pack.own, decoded=files.pack.decoded)
    except (PackFault, OSError) as fault:
        _log.error("voice_pack_unusable", instead=fallback.identity, why=str(fault))
        return fallback
    return PackEngine(pack, fallback)


def _with_spare(name: str, files: VoiceFiles) -> Engine:
    """That engine with espeak-ng behind it."""
    spare = ENGINES[SPARE](files)
    if name in (SPARE, PACK):
        return spare
    try:
        return Spared(engine_named(name, files), spare)
    except VoiceFailed as failure:
        _log.error("voice_engine_unusable", engine=name, instead=SPARE, why=failure.message)
        return spare


ENGINES: Mapping[str, Callable[[VoiceFiles], Engine]] = {
    PACK: _pack,
    SPARE: lambda _files: EspeakEngine(),
    "piper": lambda files: piper(files.piper),
    "kokoro": lambda files: kokoro(files.kokoro),
    "code": lambda _files: CodeEngine(),
}
RECORDERS: Mapping[str, Callable[[VoiceFiles], Apart]] = {
    "kokoro": lambda files: kokoro(files.kokoro),
    "piper": lambda files: piper(files.piper),
}
"""Those that can make a voice pack."""


def engine_named(name: str, files: VoiceFiles | None = None) -> Engine:
    """The engine of that name. Raises Invalid for an unknown one, VoiceFailed without its files."""
    return _named(ENGINES, name)(files or VoiceFiles())


def recorder_named(name: str, files: VoiceFiles) -> Apart:
    """The engine of that name that renders packs. Raises Invalid and VoiceFailed."""
    return _named(RECORDERS, name)(files)


def _named(
    makers: Mapping[str, Callable[[VoiceFiles], Made]], name: str
) -> Callable[[VoiceFiles], Made]:
    try:
        return makers[name]
    except KeyError:
        known = ", ".join(makers)
        raise Invalid(f"no hay una voz «{name}»; las que hay son: {known}", voice=name) from None
