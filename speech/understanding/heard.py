"""What was heard, and what it was understood to mean: the values of understanding."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


@dataclass(frozen=True, slots=True)
class Heard:
    """One utterance as the recogniser gives it.

    ``text`` is words in lower case with their accents, a space between; empty where there was
    sound but no word. ``[unk]`` stands for words outside the grammar. ``alternatives`` are
    other readings, the likelier first. ``score`` is calibrated, 0 to 1: the share of such
    utterances that are right; 0 where nothing is known of it.
    """

    text: str = ""
    alternatives: tuple[str, ...] = ()
    score: float = 0.0


class Certainty(StrEnum):
    """What a line does with an answer: take it, confirm it by a question, or ask again."""

    SURE = "sure"
    DOUBTFUL = "doubtful"
    NONE = "none"


class Command(StrEnum):
    """What a caller may say anywhere."""

    PERSON = "person"
    REPEAT = "repeat"
    BACK = "back"
    MAIN_MENU = "main_menu"
    HELP = "help"
    PARDON = "pardon"
    """«¿cómo?»: what was just said is said again, at no cost of a try."""
    WAIT = "wait"
    """«un momentico»: the line waits without asking."""
    NOT_AT_HAND = "not_at_hand"
    """«no lo tengo a la mano»."""
    NO_RECORDING = "no_recording"
    """«no me grabe»."""


@dataclass(frozen=True, slots=True)
class Alarm:
    """How sure it is that danger to people was told of.

    What is sure needs no question. ``fair``: what is doubtful is believed of who, asked, doesn't
    answer.
    """

    certainty: Certainty
    fair: bool = False


@dataclass(frozen=True, slots=True)
class Choice:
    """What was chosen of a menu: its ``key``, None for nothing of it."""

    key: str | None
    certainty: Certainty


@dataclass(frozen=True, slots=True)
class Intent:
    """What a caller wants: ``code`` of ``config/speech/intents.es_CO.toml``.

    ``service`` and ``kind`` are what they named with it; ``others`` the codes that come next
    where the words don't decide.
    """

    code: str | None
    certainty: Certainty
    service: str | None = None
    kind: str | None = None
    others: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Dictated:
    """Digits as they may have been meant: ``candidates`` that fit, the likelier first."""

    candidates: tuple[str, ...]
    certainty: Certainty
