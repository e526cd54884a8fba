"""The open question: what callers want, from phrases that stand nowhere in the vocabulary.

Once as the first pass hears them, once with the second pass without a grammar where the first
is unsure; what either costs. One caller at a time, on a machine that does nothing else.
"""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from itertools import cycle

from prometheus_client import CollectorRegistry

from app.benches.speech import sounds
from app.benches.speech.chain import AT_ONCE, Chain, Told
from app.benches.speech.rows import Row, percent, row
from app.benches.speech.sounds import HELD_OUT, Samples
from app.settings import PROJECT
from speech.aeap.admission import Admission
from speech.aeap.ears import Ears
from speech.aeap.figures import Figures
from speech.aeap.second_hearing import Outcome
from speech.grammars import OPEN
from speech.recognizer.hearing import Hearing
from speech.understanding.heard import Certainty, Intent
from speech.understanding.understanding import Understanding

PHRASES = PROJECT / "tests" / "speech" / "understanding" / "held_out_intents.tsv"
UNSEEN, FOREIGN = "unseen", "-"
MOST_PHRASES = 100
"""Drawn at random."""
PLACES = 10
"""So many that the second pass always has room."""


def rows(hearing: Hearing, understanding: Understanding) -> list[Row]:
    """What is right at once, asked about, wrong; by one pass and by two."""
    phrases = _phrases()
    voices = cycle(HELD_OUT)
    said = [sounds.spoken(text, next(voices)).samples for text, _ in phrases]
    codes = [codes for _, codes in phrases]
    once = hearing.tuned(replace(hearing.tuning, second_pass={}))
    return [
        *_heard("one pass", once, understanding, said, codes),
        *_heard("second pass where unsure", hearing, understanding, said, codes),
    ]


def _phrases() -> list[tuple[str, frozenset[str]]]:
    lines = (line.split("\t") for line in PHRASES.read_text("utf-8").splitlines())
    unseen = [
        (line[2], frozenset(line[1].split("|")))
        for line in lines
        if line[0] == UNSEEN and line[1] != FOREIGN
    ]
    return random.Random(3).sample(unseen, min(MOST_PHRASES, len(unseen)))


def _heard(
    how: str,
    hearing: Hearing,
    understanding: Understanding,
    said: Sequence[Samples],
    codes: Sequence[frozenset[str]],
) -> list[Row]:
    registry = CollectorRegistry()
    with ThreadPoolExecutor(AT_ONCE) as threads:
        ears = Ears(threads, Admission(PLACES), Figures(registry, PLACES))
        chain = Chain(hearing, understanding, ears)
        told = [heard for one in said for heard in chain.hear_all([one], OPEN)]
    came = Counter(
        _outcome(understanding, right, one) for right, one in zip(codes, told, strict=True)
    )

    def figure(name: str, **labels: str) -> float:
        return registry.get_sample_value(f"linea_speech_{name}", labels) or 0.0

    condition = f"{hearing.model.name}, synthetic voices, {how}, {len(said)} unseen phrases"
    heard = figure("heard_seconds_total") or 1.0
    passes = figure("second_pass_seconds_count")
    found = [
        row(f"open question: {outcome}", percent(came[outcome], len(said)), "%", condition)
        for outcome in ("right", "confirmed or asked again", "asked about another", "wrong")
    ]
    found.append(
        row(
            "open question: decoding by length of sound, first pass",
            figure("decoding_seconds_total") / heard,
            "",
            condition,
        )
    )
    if not hearing.tuning.second_pass:
        return found
    late = int(figure("second_passes_total", profile=OPEN, outcome=Outcome.LATE))
    waited = figure("second_pass_seconds_sum") / passes if passes else 0.0
    decoding = figure("second_pass_decoding_seconds_total") / heard
    return [
        *found,
        row("open question: heard twice", percent(int(passes), len(said)), "%", condition),
        row("open question: second pass too late", percent(late, len(said)), "%", condition),
        row("open question: second pass keeps waiting, mean", waited, "s", condition),
        row("open question: second passes' decoding by all sound", decoding, "", condition),
    ]


def _outcome(understanding: Understanding, right: frozenset[str], told: Told) -> str:
    meant = understanding.intent(told.heard) if told.what == "final" else None
    if meant is None or meant.certainty is Certainty.NONE:
        return "confirmed or asked again"
    if meant.certainty is Certainty.SURE:
        return "right" if meant.code in right else "wrong"
    return "confirmed or asked again" if right & _told_of(meant) else "asked about another"


def _told_of(meant: Intent) -> frozenset[str | None]:
    return frozenset((meant.code, *meant.others))
