"""How the voice sounds at the telephone: even, unhurried, without clicks, unclipped."""

from __future__ import annotations

from collections.abc import Sequence
from statistics import median

import numpy as np

from app.benches.heard.judging import Judged
from app.benches.heard.listening import WINDOW, joins, jumps
from app.benches.heard.material import FIXED
from app.benches.speech.rows import Row, absent, percent, row
from speech.voice.engine import Samples
from speech.voice.pack.composer import Composer
from speech.voice.pack.fragment import Fragment

APART_AT_MOST = 1.0
"""Decibels between the loudest prompt and the quietest."""
OUTLIER = APART_AT_MOST / 2
SHOWN = 20
WITHIN_SPEECH = 0.999


def rows(heard: Sequence[Judged], how: str) -> list[Row]:
    """Rows of the fixed prompts' loudness and pace, and of clipping in all."""
    fixed = [one for one in heard if one.sentence.kind == FIXED]
    loudness = [one.sound.loudness for one in fixed]
    middle = median(loudness)
    apart = sorted(fixed, key=lambda one: abs(one.sound.loudness - middle), reverse=True)
    pace = [one.sound.pace for one in fixed]
    return [
        row("loudness: from quietest to loudest", max(loudness) - min(loudness), "dB",
            f"{len(fixed)} fixed prompts, median {middle:.1f} LUFS; {how}", at_most=APART_AT_MOST),
        *(
            row(f"loudness: {one.sentence.utterance.prompt_id}", one.sound.loudness - middle, "dB",
                one.sentence.utterance.text)
            for one in apart[:SHOWN]
            if abs(one.sound.loudness - middle) > OUTLIER
        ),
        row("pace: median", median(pace), "words a minute",
            f"from {min(pace):.0f} to {max(pace):.0f}, {len(fixed)} fixed prompts"),
        row("clipped samples", sum(one.sound.clipped for one in heard), "", how, at_most=0),
    ]  # fmt: skip


def join_rows(voice: Composer, texts: Sequence[str]) -> list[Row]:
    """Whether the wave jumps where the pieces of ``texts`` meet more than it does within them."""
    within, at_joins, worst = list[float](), list[float](), ("", 0.0)
    for text in texts:
        composed = voice.compose(text)
        found = jumps(composed)
        edges = joins(composed, _sounds(voice, text))
        near = {edge // WINDOW + beside for edge in edges for beside in (-1, 0, 1)}
        at = [float(found[place]) for place in near if 0 <= place < len(found)]
        within += [float(jump) for place, jump in enumerate(found) if place not in near]
        at_joins += at
        worst = max(worst, (text, max(at, default=0.0)), key=lambda one: one[1])
    if not at_joins:
        return [absent("clicks where pieces are joined", "nothing was composed of pieces")]
    steepest = float(np.quantile(within, WITHIN_SPEECH))
    over = sum(jump > steepest for jump in at_joins)
    how = (
        f"{len(at_joins) // 3} edges of pieces in {len(texts)} utterances; a jump is steep beyond "
        f"{100 * WITHIN_SPEECH:g} % of speech itself; sharpest in «{worst[0]}»"
    )
    limit = 100 * (1 - WITHIN_SPEECH)
    return [row("clicks: steep jumps at joins", percent(over, len(at_joins)), "%", how,
                at_most=limit)]  # fmt: skip


def _sounds(voice: Composer, text: str) -> list[Samples]:
    return [voice.pack.sound(one) for one in voice.pieces(text) if isinstance(one, Fragment)]
