"""From what was heard to what Asterisk may be handed: letters, digits and spaces, and no more."""

from __future__ import annotations

from collections.abc import Collection

from speech.aeap.messages import Result
from speech.recognizer.model import UNKNOWN
from speech.understanding.heard import Heard

SPOKEN_UNKNOWN = "unk"
TEXT_LETTERS = 600
ALL_LETTERS = 2500
"""AGI's answer holds 4,096 bytes."""
COUGH_SECONDS = 0.3
"""So little voice that was no word is a cough or a noise, not an answer."""


def results(heard: Heard, label: str) -> list[Result]:
    """Return the readings as results, the likeliest first; scores fall from each to the next."""
    texts = [text for text in map(_plain, (heard.text, *heard.alternatives)) if text]
    texts = list(dict.fromkeys(texts))
    while len(texts) > 1 and sum(map(len, texts)) > ALL_LETTERS:
        texts.pop()
    best = max(round(heard.score * 100), len(texts) - 1)
    return [Result(text, max(best - place, 0), label) for place, text in enumerate(texts)]


def is_noise(heard: Heard, voiced_seconds: float) -> bool:
    """Whether nothing was said: no word at all, or none known in a sound as short as a cough."""
    return not heard.text or (is_no_match(heard) and voiced_seconds < COUGH_SECONDS)


def is_no_match(heard: Heard) -> bool:
    """Whether something was said, and nothing of it is in the grammar."""
    return set(heard.text.split()) == {UNKNOWN}


def holds_a_phrase(heard: Heard, phrases: Collection[str]) -> bool:
    """Whether one of the phrases stands whole in what was heard."""
    return any(f" {phrase} " in f" {heard.text} " for phrase in phrases)


def _plain(text: str) -> str:
    words = (SPOKEN_UNKNOWN if word == UNKNOWN else word for word in text.split())
    letters = "".join(c if c.isalnum() or c == " " else " " for c in " ".join(words))
    return " ".join(letters.split())[:TEXT_LETTERS]
