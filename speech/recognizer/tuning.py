"""How the line listens, as data: `config/speech/endpointing.toml`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from speech.recognizer.endpointing import Onset, Profile
from speech.recognizer.reading import Calibration
from speech.recognizer.second_pass import SecondPass
from speech.recognizer.voice_activity import Sensitivity
from speech.understanding import phrase_file

COMMON = "menu"


@dataclass(frozen=True)
class Tuning:
    """Everything there is to set; a name that is missing in the file keeps its default."""

    profile: Mapping[str, Profile] = field(default_factory=dict)
    onset: Onset = field(default_factory=Onset)
    sensitivity: Sensitivity = field(default_factory=Sensitivity)
    calibration: Mapping[str, Calibration] = field(default_factory=dict)
    second_pass: Mapping[str, SecondPass] = field(default_factory=dict)
    """By the name of a profile; what isn't there is heard once."""

    def calibration_of(self, profile: str) -> Calibration:
        """What scores are worth to answers of a profile; a menu's where it has none of its own."""
        found = self.calibration.get(profile) or self.calibration.get(COMMON)
        return found or Calibration()

    @classmethod
    def load(cls, folder: Path) -> Tuning:
        """Read ``folder`` (config/speech). Raises `PhraseFileError`."""
        return phrase_file.read(folder / "endpointing.toml", cls)
