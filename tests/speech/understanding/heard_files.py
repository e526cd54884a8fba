"""The tables of what is heard, and the understanding that they measure."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import NamedTuple

from speech.understanding.understanding import Understanding

HERE = Path(__file__).parent
CONFIG = Path(__file__).parents[3] / "config"
SPEECH = CONFIG / "speech"

SEEN, UNSEEN = "seen", "unseen"


class HeldOut(NamedTuple):
    """A line of a table: ``part`` is seen or unseen, ``right`` what it should be taken for."""

    part: str
    right: str
    text: str


def held_out(name: str) -> list[HeldOut]:
    lines = (HERE / name).read_text("utf-8").splitlines()
    return [HeldOut(*line.split("\t")) for line in lines if line and not line.startswith("#")]


@cache
def understanding() -> Understanding:
    """Loaded once for all tests: it is pure."""
    return Understanding.load(SPEECH)
