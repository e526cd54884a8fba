"""The engines by the names that the settings use (``voice.engine``)."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from ivr.errors import Invalid
from speech.voice.code import CodeEngine
from speech.voice.engine import Engine
from speech.voice.espeak import EspeakEngine

ENGINES: Mapping[str, Callable[[], Engine]] = {
    "espeak-ng": EspeakEngine,
    "code": CodeEngine,
}


def engine_named(name: str) -> Engine:
    """The engine of that name. Raises Invalid for an unknown one."""
    try:
        return ENGINES[name]()
    except KeyError:
        known = ", ".join(ENGINES)
        raise Invalid(f"no hay una voz «{name}»; las que hay son: {known}", voice=name) from None
