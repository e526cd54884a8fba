"""Whether the caller's voice may stop a prompt: the administrator's wish, and what the doctor saw.

Where Asterisk can't do it `linea doctor` leaves a file; calls that begin then listen without it.
"""

from __future__ import annotations

from pathlib import Path

from app.settings import Settings


def allowed(settings: Settings) -> bool:
    """Whether a call that begins now may be interrupted by speaking."""
    return settings.speech.barge_in and not _refused(settings).exists()


def found(settings: Settings, works: bool) -> None:
    """Keep what a trial found. Raises OSError."""
    refused = _refused(settings)
    if works:
        refused.unlink(missing_ok=True)
    else:
        refused.parent.mkdir(parents=True, exist_ok=True)
        refused.touch()


def _refused(settings: Settings) -> Path:
    return settings.data_folder / "speech" / "barge-in-off"
