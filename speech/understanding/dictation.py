"""A dictated number, made ready to be read: fillers are hesitations, dashes and points breaks."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from speech.understanding.corrections import Marker, correction_words, pieces
from speech.understanding.digit_groups import PAIR_OF, group_words
from speech.understanding.numbers import AND, BREAK, PAUSE, is_number, joined, number_words
from speech.understanding.words import words

_BREAKS = frozenset({
    "guion", "guiones", "raya", "menos", "barra", "slash", "punto", "coma", "espacio",
    "digito de verificacion", "digito verificador", "digito de chequeo", "con digito", "d v", "dv",
})  # fmt: skip
_FILLERS = frozenset({
    "a ver", "o sea", "un momento", "un momentico", "un momentito", "un segundo", "un segundito",
    "un segundico", "un minuto", "un minutico", "un instante", "una cosa", "un numero",
    "dos puntos", "por favor", "buenos dias", "buenas tardes", "buenas noches", "le cuento",
    "como le digo", "que le digo", "le digo", "no se si", "y dice", "y luego", "y despues",
    "si señora", "si señor",
})  # fmt: skip
_FILLER_WORDS = frozenset(
    words("""
    a ah ahi ahora al alo anote apunte aqui bien bueno buenas buenos celular cedula ciudadania
    claro codigo como con contrato cuenta de del desde dice digamos documento e eh ehh el em ehm
    en entonces es esa ese esta estas este esto factura favor fijo gracias hola identificacion
    la las le listo lo los luego despues m me mi mia mio mire mm mmm nit nuip numero numerito
    oiga ok okey para pero pues poliza por que radicado recibo referencia registrada registrado
    sa se sea señor señora señorita seria sigue si son su suscriptor telefono tengo tiene tarjeta
    titular va van vea ver whatsapp y ya yo
    """)
)
_ARTICLES = frozenset({"un", "una"})
_A_PAIR = f"un {PAIR_OF}"
_GROUP_WORDS = group_words()
_LOST = "?"
"""Stands for words that are neither a number nor usual around one: a digit may be among them."""


@dataclass(frozen=True, slots=True)
class Part:
    """What was dictated between two markers: number words, ``PAUSE`` and ``BREAK``."""

    marker: Marker | None
    said: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Dictation:
    """All parts with numbers in them.

    ``interrupted``: words that aren't understood stand within the number; ``framed``: around it.
    """

    parts: tuple[Part, ...]
    interrupted: bool
    framed: bool

    @classmethod
    def of(cls, text: str) -> Dictation:
        """Read ``text``; anything may stand in it."""
        found: list[Part] = []
        marker: Marker | None = None
        everything: list[str] = []
        for piece in pieces(joined(words(text))):
            said = _plain(piece.said)
            everything += said
            marker = max((one for one in (marker, piece.marker) if one), default=None)
            if any(_counts(word) for word in said):
                found.append(Part(marker if found else None, _without_lost(said)))
                marker = None
        places = [at for at, word in enumerate(everything) if _counts(word)]
        lost = [at for at, word in enumerate(everything) if word == _LOST]
        within = [at for at in lost if places and places[0] < at < places[-1]]
        return cls(tuple(found), bool(within), len(lost) > len(within))


def digit_words() -> tuple[str, ...]:
    """The words of a dictated number, spelled as a recogniser knows them."""
    return (
        *number_words(), *correction_words(), "doble", "triple", "par de ceros", "ceros", "veces",
        "repetido", "guion", "raya", "punto", "a ver", "eh", "el", "la", "número",
    )  # fmt: skip


def _plain(said: Sequence[str]) -> list[str]:
    plain: list[str] = []
    at = 0
    while at < len(said):
        length, sign = _sign(said, at)
        if sign in _ARTICLES and _is_article(said, at):
            sign = _LOST
        plain.append(sign)
        at += length
    return plain


def _is_article(said: Sequence[str], at: int) -> bool:
    """Whether «un» stands before a noun: «un contrato», not «treinta y un» or «un millón»."""
    if at + 1 >= len(said) or (at and said[at - 1] == AND):
        return False
    return _sign(said, at + 1)[1] in (PAUSE, _LOST)


def _sign(said: Sequence[str], at: int) -> tuple[int, str]:
    for length in (3, 2, 1):
        phrase = " ".join(said[at : at + length])
        if phrase in _BREAKS:
            return length, BREAK
        if phrase in _FILLERS:
            return length, PAUSE
        if phrase == _A_PAIR:
            return length, PAIR_OF
    word = said[at]
    if word == AND or _is_dictated(word):
        return 1, word
    return 1, PAUSE if word in _FILLER_WORDS else _LOST


def _is_dictated(word: str) -> bool:
    return is_number(word) or word in _GROUP_WORDS or (word.isascii() and word.isdecimal())


def _counts(word: str) -> bool:
    return word not in (AND, PAUSE, BREAK, _LOST)


def _without_lost(said: Sequence[str]) -> tuple[str, ...]:
    return tuple(PAUSE if word == _LOST else word for word in said)
