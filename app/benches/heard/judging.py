"""What the ears made of each sound, and what all of it comes to."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from app.benches.heard.ears import Numbers, Sentences
from app.benches.heard.listening import Measured, measured
from app.benches.heard.material import FIXED, Sentence, Value
from app.benches.heard.words import Errors, numbers, total, words
from app.benches.speech.rows import Row, absent, percent, row
from speech.voice.engine import Samples

WORST = 10


@dataclass(frozen=True, slots=True)
class Judged:
    """One sound as it was heard. ``heard`` is Whisper's, empty without it."""

    sentence: Sentence
    heard_numbers: str
    heard: str
    errors: Errors | None
    sound: Measured

    @property
    def by_vosk(self) -> bool:
        """Whether Vosk heard every number of it."""
        return self._has_all(self.heard_numbers)

    @property
    def by_whisper(self) -> bool:
        """Whether Whisper did."""
        return self._has_all(self.heard)

    @property
    def numbers_right(self) -> bool:
        """Whether one of the two ears heard every number, in order, and no other."""
        return self.by_vosk or self.by_whisper

    def _has_all(self, heard: str) -> bool:
        return bool(heard) and numbers(heard) == numbers(self.sentence.utterance.text)


def judged(
    sentence: Sentence, samples: Samples, vosk: Numbers, whisper: Sentences | None
) -> Judged:
    """Let the ears hear one sound."""
    text = sentence.utterance.text
    heard = whisper.hear(samples) if whisper is not None else ""
    wrong = Errors.between(text, heard) if whisper is not None else None
    return Judged(
        sentence, vosk.hear(samples, text), heard, wrong, measured(samples, len(words(text)))
    )


def number_rows(heard: Sequence[Judged], how: str) -> list[Row]:
    """How many utterances had every number heard, a kind each."""
    rows = []
    for kind in (FIXED, *Value):
        spoken = [
            one
            for one in heard
            if one.sentence.kind == kind and numbers(one.sentence.utterance.text)
        ]
        right = sum(one.numbers_right for one in spoken)
        vosk = sum(one.by_vosk for one in spoken)
        whisper = sum(one.by_whisper for one in spoken)
        ears = f"{len(spoken)} of them, Vosk alone {vosk}, Whisper alone {whisper}; {how}"
        rows.append(
            row(f"numbers heard: {kind}", percent(right, len(spoken)), "%", ears, at_least=100)
        )
    return rows


def sentence_rows(heard: Sequence[Judged], by_human: Sequence[Errors], how: str) -> list[Row]:
    """Word errors of the line's sentences, beside the human's."""
    found = {kind: _errors_of(heard, fixed=kind == FIXED) for kind in (FIXED, "composed")}
    if not any(found.values()):
        return [absent("word errors", "no Whisper model: --ears FOLDER")]
    limit = total(by_human).share if by_human else None
    rows = [
        row(f"word errors: {kind}", errors.share, "%",
            f"{errors.wrong} of {errors.of} words, Whisper; {how}", at_most=limit)
        for kind, errors in ((kind, total(errors)) for kind, errors in found.items())
    ]  # fmt: skip
    if not by_human:
        return [*rows, absent("word errors: human", "asterisk-prompt-es-co is not installed")]
    human = total(by_human)
    where = f"{human.wrong} of {human.of} words, {len(by_human)} of asterisk-prompt-es-co; {how}"
    return [*rows, row("word errors: human", human.share, "%", where)]


def worst_rows(heard: Sequence[Judged]) -> list[Row]:
    """The sentences least understood, and every one whose numbers no ear heard."""
    sentences = [one for one in heard if one.errors is not None and not one.sentence.dictated]
    ranked = sorted(sentences, key=lambda one: one.errors.share if one.errors else 0, reverse=True)
    lost = [one for one in heard if not one.numbers_right and numbers(one.sentence.utterance.text)]
    return [
        *(_story("numbers not heard", one, one.heard_numbers) for one in lost),
        *(_story("worst", one, one.heard) for one in ranked[:WORST]),
    ]


def _errors_of(heard: Sequence[Judged], *, fixed: bool) -> list[Errors]:
    return [
        one.errors
        for one in heard
        if one.errors and not one.sentence.dictated and (one.sentence.kind == FIXED) == fixed
    ]


def _story(what: str, one: Judged, heard: str) -> Row:
    utterance = one.sentence.utterance
    share = round(one.errors.share, 1) if one.errors else ""
    return row(f"{what}: {utterance.prompt_id}", share, "%", f"«{utterance.text}» → «{heard}»")
