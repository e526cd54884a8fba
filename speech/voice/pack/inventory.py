"""What a pack must hold: every prompt, and the pieces of every value that the line can say.

The words come from :mod:`ivr.rendering`, which alone knows how a value is said.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator

from ivr.rendering.placeholders import Placeholder
from ivr.rendering.prompts import Prompt, Prompts
from speech.voice.pack.fragment import Fragment, Join, Kind
from speech.voice.pack.spoken_values import VALUES, Said, counted
from speech.voice.pack.text import Mark, words_of

_VALUES_VERSION = 1
_NOBODY = "pendiente"
_LONGEST_LITERAL = 25  # words: a whole menu is no name


def inventory(prompts: Prompts, phrases: Iterable[Said] = ()) -> tuple[Fragment, ...]:
    """Every fragment of a pack for ``prompts``: whole prompts, carriers, values; by id.

    ``phrases`` are the texts that catalogues and lists put into prompts. Of two fragments that
    would say the same the first is kept, prompts before carriers before values.
    """
    found: dict[tuple[str, Join], Fragment] = {}
    for fragment in _all(prompts, phrases):
        found.setdefault((_compared(fragment.text), fragment.join), fragment)
    return tuple(sorted(found.values(), key=lambda fragment: fragment.id))


def _all(prompts: Prompts, phrases: Iterable[Said]) -> Iterator[Fragment]:
    for prompt in prompts.values():
        if not prompt.holes:
            yield _whole(prompt)
    for prompt in prompts.values():
        yield from _carriers(prompt)
    for text, join in (*VALUES, *_nouns(prompts), *phrases):
        key = f"valor.{_slug(text)}.{join}"
        yield Fragment(key, text, join, Kind.VALUE, _VALUES_VERSION, _NOBODY)


def _whole(prompt: Prompt) -> Fragment:
    text = "".join(part for part in prompt.parts if isinstance(part, str))
    spoken, join = _ending(text)
    return Fragment(prompt.id, spoken, join, Kind.PROMPT, prompt.version, prompt.approved_by)


def _carriers(prompt: Prompt) -> Iterator[Fragment]:
    """The stretches between the values of the call; then those between the entity's too.

    So another entity's name leaves a gap of its own and no more.
    """
    stretches = dict.fromkeys((*_stretches(prompt), *_literals(prompt)))
    for number, (text, join) in enumerate(stretches, 1):
        key = f"{prompt.id}/{number}"
        yield Fragment(key, text, join, Kind.CARRIER, prompt.version, prompt.approved_by)


def _stretches(prompt: Prompt) -> Iterator[Said]:
    if not prompt.holes:
        return
    stretch = ""
    for part in (*prompt.parts, None):
        if isinstance(part, str):
            stretch += part
            continue
        yield from _carrier(stretch, last=part is None)
        stretch = ""


def _literals(prompt: Prompt) -> Iterator[Said]:
    """The parts beside one that the installation gave, each alone."""
    parts = prompt.parts
    for index, part in enumerate(parts):
        beside = (*parts[max(0, index - 1) : index], *parts[index + 1 : index + 2])
        alone = not any(isinstance(other, str) for other in beside)
        if isinstance(part, str) and not alone and len(words_of(part)) <= _LONGEST_LITERAL:
            yield from _carrier(part, last=index == len(parts) - 1)


def _carrier(stretch: str, *, last: bool) -> Iterator[Said]:
    words = words_of(stretch)
    if not words:
        return
    text = stretch[words[0].start :]
    spoken, join = _ending(text)
    marked = any(sign in text[words[-1].end - words[0].start :] for sign in ",;:.?!…")
    yield spoken, join if marked or last else Join.FLOWS


def _ending(text: str) -> Said:
    """``text`` without its last mark, and how it ends."""
    words = words_of(text)
    return text[words[0].start : words[-1].end], words[-1].mark.tune


def _nouns(prompts: Prompts) -> Iterator[Said]:
    """What is counted in prompts: «una cifra», «cifras», with the ends that follow there."""
    for prompt in prompts.values():
        for hole, following in zip(prompt.parts, (*prompt.parts[1:], "."), strict=True):
            if isinstance(hole, Placeholder) and hole.one:
                mark = (
                    words_of(f"x{following}")[0].mark if isinstance(following, str) else Mark.NONE
                )
                yield from counted(hole, mark.tune)


def _compared(text: str) -> str:
    return " ".join(f"{word.key}{word.mark}" for word in words_of(text))


def _slug(text: str) -> str:
    """``text`` as a name: plain letters, words joined by points."""
    plain = unicodedata.normalize("NFKD", text.casefold().replace("ñ", "nn"))
    letters = "".join(letter for letter in plain if not unicodedata.combining(letter))
    return re.sub(r"[^a-z0-9]+", ".", letters).strip(".")[:60].strip(".")
