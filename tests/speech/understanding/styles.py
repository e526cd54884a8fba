"""Callers who dictate a number, each in their own way: written apart from what understands them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from random import Random

from num2words import num2words

Valid = Callable[[str], bool]

_BETWEEN = ("eh", "a ver", "es el", "punto", "guion", "raya", "y", "número", "con", "y luego")
_BEFORE = (
    "es el", "mi cuenta es", "a ver", "eh", "número", "el número es", "la cédula es", "sí claro",
)  # fmt: skip
_AFTER = ("por favor", "gracias", "eso es", "señorita")
_SPLIT = {
    "seiscientos": "seis cientos", "dieciocho": "dieci ocho", "trescientos": "tres cientos",
    "veintidós": "veinti dós", "ochocientos": "ocho cientos", "dieciséis": "dieci séis",
    "veintiuno": "veinte y uno", "novecientos": "nove cientos", "dieciocho ": "diez y ocho",
}  # fmt: skip
_PLURALS = (
    "ceros", "unos", "doses", "treses", "cuatros", "cincos", "seises", "sietes", "ochos", "nueves",
)  # fmt: skip


def cardinal(number: int) -> str:
    words: str = num2words(number, lang="es")
    return words


def digit_by_digit(digits: str, rng: Random) -> list[str]:
    """«uno doble ocho tres ceros»: each group is what belongs together."""
    groups: list[str] = []
    at = 0
    while at < len(digits):
        run = len(digits[at:]) - len(digits[at:].lstrip(digits[at]))
        way = rng.random()
        if run > 1 and way < 0.25:
            groups.append(f"doble {cardinal(int(digits[at]))}")
            at += 2
        elif run > 2 and way < 0.5:
            groups.append(f"triple {cardinal(int(digits[at]))}")
            at += 3
        elif run > 1 and way < 0.7:
            groups.append(f"{cardinal(run)} {_PLURALS[int(digits[at])]}")
            at += run
        else:
            groups.append(cardinal(int(digits[at])))
            at += 1
    return groups


def in_sizes(digits: str, sizes: Sequence[int], rng: Random) -> list[str]:
    groups: list[str] = []
    at = 0
    for size in sizes:
        if chunk := digits[at : at + size]:
            groups.append(group(chunk, rng))
        at += size
    return groups


def pairs(digits: str, rng: Random) -> list[str]:
    return in_sizes(digits, [2] * 8, rng)


def threes(digits: str, rng: Random) -> list[str]:
    return in_sizes(digits, [3] * 6, rng)


def three_three_two(digits: str, rng: Random) -> list[str]:
    return in_sizes(digits, [3, 3, 2, 2, 2, 2], rng)


def any_sizes(digits: str, rng: Random) -> list[str]:
    return in_sizes(digits, [rng.randint(1, 4) for _ in digits], rng)


def group(digits: str, rng: Random) -> str:
    """One group of one to four digits, aloud; zeros in front are named."""
    zeros = len(digits) - len(digits.lstrip("0"))
    if zeros:
        rest = digits[zeros:]
        spoken = digit_by_digit("0" * zeros, rng)
        return " ".join([*spoken, group(rest, rng)] if rest else spoken)
    if len(digits) == 3 and digits[1] != "0" and rng.random() < 0.35:
        return f"{cardinal(int(digits[0]))} {cardinal(int(digits[1:]))}"
    return cardinal(int(digits))


def as_cardinal(digits: str, rng: Random) -> list[str]:
    """«setenta y un millones seiscientos cuarenta y dos mil cero dieciocho»."""
    if digits[0] == "0":
        return three_three_two(digits, rng)
    value = int(digits)
    tail = digits[-3:]
    if value >= 1_000 and tail[0] == "0" and tail != "000" and rng.random() < 0.5:
        head = cardinal(value - int(tail))
        return [f"{head} cero {cardinal(int(tail[1:]))}"] if tail[1] != "0" else [cardinal(value)]
    return [cardinal(value)]


def nuip(digits: str, rng: Random) -> list[str]:
    """«mil dieciocho cuatro cincuenta y seis siete ochenta y nueve», «… millones …»."""
    if len(digits) != 10 or digits[0] == "0":
        return any_sizes(digits, rng)
    head = cardinal(int(digits[:4]))
    if rng.random() < 0.3:
        return [cardinal(int(digits))]
    return [head, group(digits[4:7], rng), group(digits[7:], rng)]


STYLES: dict[str, Callable[[str, Random], list[str]]] = {
    "digit by digit": digit_by_digit,
    "pairs": pairs,
    "threes": threes,
    "3-3-2": three_three_two,
    "any grouping": any_sizes,
    "cardinal": as_cardinal,
    "NUIP": nuip,
}


def said(groups: Sequence[str], rng: Random) -> str:
    """The groups in one breath, or with fillers, dashes, broken words and courtesies."""
    manner = rng.random()
    if manner < 0.4:
        return " ".join(groups)
    words: list[str] = [rng.choice(_BEFORE)] if rng.random() < 0.5 else []
    for place, spoken in enumerate(groups):
        if place and rng.random() < 0.3:
            filler = rng.choice(_BETWEEN)
            words.append("eh" if filler == "y" and _binds(groups[place - 1], spoken) else filler)
        words.append(_broken(spoken, rng) if manner > 0.7 else spoken)
    if rng.random() < 0.3:
        words.append(rng.choice(_AFTER))
    return " ".join(words)


def corrected(groups: Sequence[str], rng: Random) -> str:
    """A slip in the last group, or in one before it, mended at once."""
    at = rng.randrange(len(groups))
    wrong = cardinal(rng.randrange(1, 10))
    slip = groups[at].split()[:-1]
    slipped = " ".join([*slip, wrong]) if slip and slip[-1] != "y" else groups[at]
    excuse = rng.choice(("no perdón", "no", "perdón", "mentiras", "no perdón es", "corrijo"))
    return " ".join([*groups[:at], slipped, excuse, *groups[at:]])


def restarted(groups: Sequence[str], rng: Random) -> str:
    """Half of it, and then all of it from the beginning."""
    excuse = rng.choice(("no corrijo es", "no perdón empiezo de nuevo", "mentiras es"))
    until = rng.randint(1, len(groups))
    return " ".join([*groups[:until], excuse, *groups])


def repeated(groups: Sequence[str], rng: Random) -> str:
    """All of it twice."""
    return " ".join([*groups, rng.choice(("", "repito", "le repito", "o sea")), *groups]).strip()


def _binds(before: str, after: str) -> bool:
    """Whether «y» between both would make one number of them."""
    tens = ("diez", "veinte", "treinta", "enta")
    return before.endswith(tens) and len(after.split()[0]) < 7


def _broken(spoken: str, rng: Random) -> str:
    """What a recogniser makes of it now and then."""
    words = [_SPLIT.get(word, word) if rng.random() < 0.3 else word for word in spoken.split()]
    if rng.random() < 0.2 and "y" in words:
        words.remove("y")
    return " ".join(words)
