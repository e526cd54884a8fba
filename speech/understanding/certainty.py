"""How sure an utterance must have been heard, for what it means to be taken without a question."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

from speech.understanding import phrase_file
from speech.understanding.heard import Certainty, Heard

TUNING_FILE = "endpointing.toml"


@dataclass(frozen=True, slots=True)
class Bands:
    """The least score, by kind of question, at which what is sure by its words stays so.

    Below it is confirmed, never refused: scores tell wrong readings from right ones badly.
    """

    menu: float = 0.0
    yes_no: float = 0.0
    rating: float = 0.0
    digits: float = 0.0
    open: float = 0.0
    danger: float = 1.0
    """Below it words of danger must hang together; above, they are believed."""

    @classmethod
    def read(cls, folder: Path) -> Bands:
        """``[certainty]`` of ``folder`` (config/speech); raises :class:`PhraseFileError`.

        A kind that is missing there is taken at any score.
        """
        return phrase_file.read(folder / TUNING_FILE, _TuningFile).certainty


@dataclass(frozen=True, slots=True)
class _TuningFile:
    certainty: Bands = field(default_factory=Bands)


def lowered(certainty: Certainty, heard: Heard, least: float) -> Certainty:
    """``certainty`` of what was heard; doubtful where it was sure and its score is too low.

    A score of 0 is none: nothing is known but the words.
    """
    if certainty is Certainty.SURE and 0 < heard.score < least:
        return Certainty.DOUBTFUL
    return certainty
