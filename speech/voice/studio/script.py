"""What a speaker records, line by line, with how it is said and where it stands."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from ivr.rendering.prompts import Prompt, Prompts
from speech.voice.pack.fragment import Fragment, Join, Kind
from speech.voice.pack.spoken_values import VALUES
from speech.voice.studio.numbering import Numbering

WORDS_A_SECOND = 2.4
PAUSE_AFTER = 3.0  # seconds of breath and of the next line's reading
TAKES = 1.5  # how often a line is said, on average

INTONATION = {
    Join.FLOWS: "sigue sin pausa",
    Join.CONTINUES: "queda en suspenso",
    Join.ENDS: "termina bajando",
    Join.ASKS: "pregunta",
}
GROUPS = {
    Kind.PROMPT: "Mensajes enteros",
    Kind.CARRIER: "Trozos de mensajes",
    Kind.VALUE: "Valores: números, fechas, horas y direcciones",
}
MARKS = {Join.FLOWS: " …", Join.CONTINUES: ", …", Join.ENDS: ".", Join.ASKS: "?"}
_ORDER = list(GROUPS)


@dataclass(frozen=True, slots=True)
class ScriptLine:
    """One line of the script. ``context`` is the sentence that a carrier stands in."""

    number: int
    fragment: Fragment
    context: str

    @property
    def group(self) -> str:
        """The part of the script that it stands in."""
        return GROUPS[self.fragment.kind]

    @property
    def text(self) -> str:
        """What is said, with the mark that it ends in."""
        text = self.fragment.text + MARKS[self.fragment.join]
        return f"¿{text}" if self.fragment.join is Join.ASKS and "¿" not in text else text

    @property
    def intonation(self) -> str:
        """How it ends, in Spanish."""
        return INTONATION[self.fragment.join]

    @property
    def file(self) -> str:
        """The name that its recording should have."""
        return f"{self.number:04d}_{self.fragment.id.replace('/', '~')}.wav"

    @property
    def seconds(self) -> float:
        """How long its sound is about to be."""
        return words(self.fragment.text) / WORDS_A_SECOND + 0.2


def script(
    fragments: Iterable[Fragment], prompts: Prompts, numbering: Numbering
) -> tuple[ScriptLine, ...]:
    """The whole script in the order of reading; whoever has no number yet gets one.

    Raises OSError.
    """
    natural = {said: place for place, said in enumerate(VALUES)}
    ordered = sorted(
        fragments,
        key=lambda one: (_ORDER.index(one.kind), natural.get((one.text, one.join), len(VALUES))),
    )
    numbering.give(ordered)
    lines = [_line(one, prompts, numbering) for one in ordered]
    return tuple(sorted(lines, key=lambda line: (_ORDER.index(line.fragment.kind), line.number)))


def groups(lines: Iterable[ScriptLine]) -> Iterator[tuple[str, list[ScriptLine]]]:
    """The lines by group, in order; no empty group."""
    lines = list(lines)
    for group in GROUPS.values():
        if within := [line for line in lines if line.group == group]:
            yield group, within


def studio_minutes(lines: Iterable[ScriptLine]) -> float:
    """How long recording them takes, repetitions and breaths included, in minutes."""
    return sum((line.seconds + PAUSE_AFTER) * TAKES for line in lines) / 60


def words(text: str) -> int:
    """How many words are said."""
    return len(text.split())


def _line(fragment: Fragment, prompts: Prompts, numbering: Numbering) -> ScriptLine:
    number = numbering.number(fragment)
    assert number is not None
    prompt_id = fragment.id.partition("/")[0]
    whole = _sentence(prompts[prompt_id]) if fragment.kind is Kind.CARRIER else ""
    return ScriptLine(number, fragment, whole)


def _sentence(prompt: Prompt) -> str:
    """The whole text of a prompt, with the names of its values."""
    return "".join(part if isinstance(part, str) else f"‹{part.name}›" for part in prompt.parts)
