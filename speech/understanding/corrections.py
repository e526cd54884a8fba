"""Where callers correct themselves: «no, perdón, ochenta y siete», «mentiras», «repito»."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import IntEnum

from speech.understanding.numbers import Cardinals, is_number, joined
from speech.understanding.words import Words, words


class Marker(IntEnum):
    """What a caller announces; where several stand together the highest counts."""

    AGAIN = 1
    """«Repito»: the same once more."""
    CORRECTION = 2
    """«No, perdón»: what was said last is replaced."""
    RESTART = 3
    """«Empiezo de nuevo»: nothing of before counts."""


@dataclass(frozen=True, slots=True)
class Piece:
    """The words after a marker, up to the next one; the first piece has no marker."""

    marker: Marker | None
    said: Words


_PHRASES = {
    Marker.AGAIN: (
        "repito", "le repito", "se lo repito", "se la repito", "vuelvo y repito", "o sea", "osea",
        "es decir", "otra vez", "de nuevo", "nuevamente",
    ),
    Marker.CORRECTION: (
        "no es", "no era", "no son", "sino", "no no", "perdon", "perdone", "perdoneme", "disculpe",
        "disculpeme", "disculpa", "corrijo", "me corrijo", "corrigo", "correccion", "rectifico",
        "me equivoque", "equivoque", "me confundi", "mentiras", "mentira", "digo", "quise decir",
        "quiero decir", "mejor dicho", "ay no", "que diga", "miento",
    ),
    Marker.RESTART: (
        "empiezo de nuevo", "empiezo otra vez", "empecemos de nuevo", "vuelvo a empezar",
        "vuelvo y empiezo", "comienzo de nuevo", "comienzo otra vez", "arranco de nuevo",
        "desde el principio", "borre", "borre todo", "borre eso", "borra", "borra eso",
    ),
}  # fmt: skip
_MARKERS = {words(said): marker for marker, phrases in _PHRASES.items() for said in phrases}
_LONGEST = max(map(len, _MARKERS))
_NO = "no"
_NAMES_THE_WRONG = frozenset({("no", "es"), ("no", "era"), ("no", "son")})
_AFTER_NO = frozenset(
    words("es era son eran fue el la los las en eh em este espere a ah ay uy que con")
)
_NOT_MARKERS = frozenset(words(said) for said in ("como le digo", "le digo", "que le digo"))


def pieces(said: Sequence[str]) -> list[Piece]:
    """``said`` cut at its markers; pieces without words are left out, the first one never."""
    found: list[Piece] = []
    marker: Marker | None = None
    left: list[str] = []
    wrong_named = False
    at = 0
    while at < len(said):
        length, here = _marker(said, at)
        if here is None and wrong_named and said[at] == "es" and left and is_number(left[-1]):
            length, here = 1, Marker.CORRECTION
        if here is None:
            left.extend(said[at : at + length])
        else:
            wrong_named = tuple(said[at : at + length]) in _NAMES_THE_WRONG
            if left or not found:
                found.append(Piece(marker, tuple(left)))
                marker, left = None, []
            marker = max(here, marker or here)
        at += length
    if left or not found:
        found.append(Piece(marker, tuple(left)))
    return found


def corrected(text: str) -> str:
    """What remains of ``text`` after its corrections, folded.

    A number alone replaces the last one said: «el quince de octubre, no, el dieciséis» gives
    «el dieciseis de octubre»; anything else replaces all.
    """
    remains: Words = ()
    for piece in pieces(joined(words(text))):
        remains = _replaced(remains, piece.said) if piece.marker and remains else piece.said
    return " ".join(remains)


def correction_words() -> tuple[str, ...]:
    """The usual words of corrections, spelled as a recogniser knows them."""
    return (
        "no", "perdón", "no perdón", "corrijo", "mentiras", "digo", "me equivoqué", "repito",
        "otra vez", "mejor dicho", "es", "empiezo de nuevo",
    )  # fmt: skip


def _marker(said: Sequence[str], at: int) -> tuple[int, Marker | None]:
    """How many words from ``at`` on belong together, and the marker that they are."""
    for length in range(min(_LONGEST, len(said) - at), 0, -1):
        phrase = tuple(said[at : at + length])
        if phrase in _NOT_MARKERS:
            return length, None
        if phrase in _MARKERS:
            return length, _MARKERS[phrase]
    if said[at] != _NO:
        return 1, None
    after = said[at + 1] if at + 1 < len(said) else ""
    corrects = not after or is_number(after) or after in _AFTER_NO
    if not corrects:
        corrects = _marker(said, at + 1)[1] is not None
    return 1, Marker.CORRECTION if corrects else None


def _replaced(before: Words, new: Words) -> Words:
    """``before`` with ``new`` in the place of what it corrects."""
    number = _only_number(new)
    if number is None:
        return new if any(len(word) > 1 for word in new) else before
    start, end = _last_number(before)
    return (*before[:start], *number, *before[end:]) if end else number


def _only_number(said: Words) -> Words | None:
    """The number that ``said`` is, what leads to it gone; None where there is more to it."""
    at = 0
    while at < len(said) and (said[at] in _AFTER_NO):
        at += 1
    reading = Cardinals(said).longest(at)
    return said[at:] if reading and reading.end == len(said) else None


def _last_number(said: Words) -> tuple[int, int]:
    """Where the last number of ``said`` stands; (0, 0) without one."""
    last, at = (0, 0), 0
    grammar = Cardinals(said)
    while at < len(said):
        reading = grammar.longest(at)
        last = (at, reading.end) if reading else last
        at = reading.end if reading else at + 1
    return last
