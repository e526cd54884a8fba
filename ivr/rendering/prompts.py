"""The wording of the line: read once from a TOML file, filled with values call by call.

Each table of the file is a prompt, ``[flow.name]``; its id is ``flow.name``.
"""

from __future__ import annotations

import string
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import cast

from ivr.errors import LineaError
from ivr.rendering.placeholders import Placeholder
from ivr.rendering.utterance import Utterance

Part = str | Placeholder

_REQUIRED: Mapping[str, type] = {
    "flow": str,
    "text": str,
    "version": int,
    "interruptible": bool,
    "approved_by": str,
}
_OPTIONAL: Mapping[str, type] = {"label": str, "note": str, "private": bool}


class PromptError(LineaError):
    """A prompt that doesn't exist, is written wrong, or was given a missing or wrong value.

    The message names file, prompt and placeholder; never the value.
    """

    code = "prompt_error"


@dataclass(frozen=True, slots=True)
class Prompt:
    """One wording. ``label`` is what an agent reads in the path, ``approved_by`` who answers.

    What is said by a ``private`` one is kept nowhere beyond its call.
    """

    id: str
    flow: str
    version: int
    interruptible: bool
    approved_by: str
    label: str | None
    parts: tuple[Part, ...]
    private: bool = False

    @property
    def holes(self) -> tuple[Placeholder, ...]:
        """Its placeholders, in order."""
        return tuple(part for part in self.parts if isinstance(part, Placeholder))

    def utter(self, values: Mapping[str, object], today: date) -> Utterance:
        """Fill in every placeholder; raises :class:`PromptError`."""
        names = {hole.name for hole in self.holes}
        if names != values.keys():
            odd = ", ".join(sorted(names.symmetric_difference(values)))
            raise PromptError(f"{self.id}: faltan o sobran valores: {odd}", prompt=self.id)
        text = "".join(
            part if isinstance(part, str) else self.words(part, values[part.name], today)
            for part in self.parts
        )
        return Utterance(self.id, self.version, text, fixed=not names, private=self.private)

    def words(self, hole: Placeholder, value: object, today: date) -> str:
        """One ``value`` in words; raises :class:`PromptError` naming prompt and placeholder."""
        try:
            return hole.words(value, today)
        except (TypeError, ValueError) as error:
            where = f"{self.id}: {{{hole.name}:{hole.type}}}"
            raise PromptError(f"{where}: {error}", prompt=self.id, hole=hole.name) from None


class Prompts(Mapping[str, Prompt]):
    """All prompts of an installation, by id."""

    def __init__(self, prompts: Mapping[str, Prompt]) -> None:
        self._prompts = dict(prompts)

    @classmethod
    def load(cls, path: Path, constants: Mapping[str, str]) -> Prompts:
        """Read ``path``; ``constants`` fills the placeholders of type name and url.

        Raises :class:`PromptError` naming file and prompt.
        """
        try:
            with path.open("rb") as file:
                flows = tomllib.load(file)
        except (OSError, tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
            raise PromptError(f"{path}: no se puede leer: {error}", file=str(path)) from error
        try:
            return cls(
                {
                    prompt_id: _prompt(prompt_id, table, constants)
                    for prompt_id, table in _tables(flows)
                }
            )
        except PromptError as error:
            raise PromptError(f"{path}: {error.message}", file=str(path)) from error

    def __getitem__(self, prompt_id: str) -> Prompt:
        try:
            return self._prompts[prompt_id]
        except KeyError:
            raise PromptError(f"no existe el texto «{prompt_id}»", prompt=prompt_id) from None

    def __contains__(self, prompt_id: object) -> bool:
        return prompt_id in self._prompts

    def __iter__(self) -> Iterator[str]:
        return iter(self._prompts)

    def __len__(self) -> int:
        return len(self._prompts)

    def utter(self, prompt_id: str, *, today: date, **values: object) -> Utterance:
        """The prompt with its ``values`` in words; ``today`` decides which years are spoken."""
        return self[prompt_id].utter(values, today)

    def fixed(self) -> Iterator[Utterance]:
        """Every utterance that is the same in all calls."""
        for prompt in self.values():
            if not prompt.holes:
                yield prompt.utter({}, date.min)


def _tables(flows: Mapping[str, object]) -> Iterator[tuple[str, Mapping[str, object]]]:
    for flow, tables in flows.items():
        if not isinstance(tables, dict):
            raise PromptError(f"«{flow}» debe ser una sección [flujo.nombre]", prompt=flow)
        for name, table in tables.items():
            prompt_id = f"{flow}.{name}"
            if not isinstance(table, dict):
                raise PromptError(f"«{prompt_id}» debe ser una sección", prompt=prompt_id)
            yield prompt_id, table


def _prompt(prompt_id: str, table: Mapping[str, object], constants: Mapping[str, str]) -> Prompt:
    try:
        _check(table)
        prompt = Prompt(
            id=prompt_id,
            flow=cast("str", table["flow"]),
            version=cast("int", table["version"]),
            interruptible=cast("bool", table["interruptible"]),
            approved_by=cast("str", table["approved_by"]),
            label=cast("str | None", table.get("label")),
            parts=tuple(_parts(cast("str", table["text"]))),
            private=cast("bool", table.get("private", False)),
        )
        return _fill_constants(prompt, constants)
    except (TypeError, ValueError) as error:
        raise PromptError(f"{prompt_id}: {error}", prompt=prompt_id) from error


def _check(table: Mapping[str, object]) -> None:
    expected = {**_REQUIRED, **_OPTIONAL}
    for key in sorted(expected.keys() | table.keys()):
        if key not in expected:
            raise ValueError(f"la clave «{key}» no se conoce")
        if key in _REQUIRED and key not in table:
            raise ValueError(f"falta la clave «{key}»")
        if key in table and type(table[key]) is not expected[key]:
            raise TypeError(f"«{key}» debe ser de tipo {expected[key].__name__}")


def _parts(text: str) -> Iterator[Part]:
    if not text.strip():
        raise ValueError("el texto está vacío")
    for literal, name, spec, _conversion in string.Formatter().parse(text):
        if literal:
            yield literal
        if name is not None:
            try:
                yield Placeholder.parse(name, spec or "")
            except ValueError as error:
                raise ValueError(f"{{{name}:{spec}}}: {error}") from None


def _fill_constants(prompt: Prompt, constants: Mapping[str, str]) -> Prompt:
    parts: list[Part] = []
    for part in prompt.parts:
        if isinstance(part, str) or not part.constant:
            parts.append(part)
        elif part.name in constants:
            parts.append(prompt.words(part, constants[part.name], date.min))
        else:
            raise ValueError(f"falta el dato de la entidad «{part.name}»")
    return replace(prompt, parts=tuple(parts))
