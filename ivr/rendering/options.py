"""The options of a menu as they are said, each with its key."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from ivr.rendering.digits import spoken_digits
from ivr.rendering.numbers import cardinal

_CONDITION = "Si "
"""How an option may begin that keys alone answer."""


def to_press(options: Iterable[str]) -> str:
    """«Agua, marque uno. Aseo, dos», the keys from one on."""
    first, *others = options
    said = [f"{_capital(first)}, marque uno"]
    said += [f"{_capital(one)}, {cardinal(key)}" for key, one in enumerate(others, start=2)]
    return ". ".join(said)


def to_say(options: Iterable[str]) -> str:
    """«Diga agua o marque uno; aseo, dos», of options that may be said too.

    A condition is no phrase to be said: «Si es por agua, dígalo o marque uno».
    """
    first, *others = options
    if first.startswith(_CONDITION):
        said = [f"{first}, dígalo o marque uno"]
    else:
        said = [f"Diga {_within(first)} o marque uno"]
    bare = (_within(one.removeprefix(_CONDITION)) for one in others)
    said += [f"{one}, {cardinal(key)}" for key, one in enumerate(bare, start=2)]
    return "; ".join(said)


def endings_to_press(endings: Sequence[str]) -> str:
    """Numbers to choose from by their last digits."""
    return ". ".join(
        f"Para la terminada en {spoken_digits(ending)}, marque {cardinal(key)}"
        for key, ending in enumerate(endings, start=1)
    )


def endings_to_say(endings: Sequence[str]) -> str:
    """The same, of numbers whose digits may be said too."""
    first, *others = (spoken_digits(ending) for ending in endings)
    return to_say([f"la terminada en {first}", *(f"en {ending}" for ending in others)])


def _capital(words: str) -> str:
    return words[:1].upper() + words[1:]


def _within(words: str) -> str:
    """As it stands within a sentence: full stops make a menu a second longer."""
    return words[:1].lower() + words[1:]
