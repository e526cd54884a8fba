"""Prompts as staff read them: what the line says, with its blanks named in plain words."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from ivr.rendering.placeholders import Placeholder
from ivr.rendering.prompts import Prompt, Prompts

SPOKEN = "_voz"
"""Ends the id of a wording that is used where words are listened to."""

BLANKS = {
    "money": "un valor en pesos",
    "number": "un número",
    "date": "una fecha",
    "month": "un mes",
    "time": "una hora",
    "moment": "fecha y hora",
    "hours": "los horarios",
    "wish": "buenos días, tardes o noches",
    "digits": "un número, cifra por cifra",
    "radicado": "un radicado",
    "phone": "un teléfono",
    "address": "una dirección",
    "list": "una lista",
    "endings": "las cuentas por su final, con su tecla",
    "accounts": "las cuentas por su final",
    "options": "las opciones, con su tecla",
    "choices": "las opciones",
}
"""What stands for a blank of each type; of any other type its name does."""


@dataclass(frozen=True, slots=True)
class Reading:
    """One wording: where in the line it is said (``flow``), what it is, what it says."""

    id: str
    flow: str
    label: str | None
    text: str


def readings(prompts: Prompts) -> Iterator[Reading]:
    """Every wording once, in the order of the file: of two for one place, the one with keys."""
    for prompt in prompts.values():
        if (
            prompt.id.removesuffix(SPOKEN) != prompt.id
            and prompt.id.removesuffix(SPOKEN) in prompts
        ):
            continue
        yield Reading(prompt.id, prompt.flow, prompt.label, readable(prompt))


def readable(prompt: Prompt) -> str:
    """What a prompt says, its blanks in brackets."""
    parts = (part if isinstance(part, str) else _blank(part) for part in prompt.parts)
    return "".join(parts).strip()


def _blank(hole: Placeholder) -> str:
    if hole.type in ("count", "span"):
        return (
            f"[cuántas: {hole.many}]" if hole.one.startswith("una ") else f"[cuántos: {hole.many}]"
        )
    words = BLANKS.get(hole.type)
    return f"[{words or hole.name.replace('_', ' ')}]"
