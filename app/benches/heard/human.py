"""A human voice in the same channel: Debian's asterisk-prompt-es-co, where it is installed.

Its sounds are GPL-2 and stay where they are. It comes without a list of its texts: ours is
``tests/speech/audio/human_sentences.tsv``.
"""

from __future__ import annotations

import csv
from pathlib import Path, PurePosixPath

from app.benches.speech.sounds import HUMAN, RECORDED

TEXTS = RECORDED / "human_sentences.tsv"


def sentences(root: Path) -> dict[str, str]:
    """What each of her sentences says, by Asterisk's path; empty where they aren't installed."""
    return {
        str(PurePosixPath("/") / HUMAN / name): text
        for name, text in listed().items()
        if (root / HUMAN / f"{name}.gsm").is_file()
    }


def listed() -> dict[str, str]:
    """What her sentences say, by the file's name without ending."""
    with TEXTS.open(encoding="utf-8", newline="") as file:
        return {row["file"]: row["text"] for row in csv.DictReader(file, delimiter="\t")}
