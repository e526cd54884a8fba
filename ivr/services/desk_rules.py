"""What the desks may choose from: reasons of pauses with their limits, queues of tasks.

Read from ``config/catalogues/desk.toml`` at the start; codes are kept with what was chosen.
"""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import TypeVar

from ivr.errors import Invalid

LONGEST_CODE = 40
LONGEST_LABEL = 60
LONGEST_PAUSE = 24 * 60
MOST_A_LIST = 15

T = TypeVar("T", "PauseReason", "TaskQueue")


@dataclass(frozen=True, slots=True)
class PauseReason:
    """Why an agent pauses. ``minutes``: how long at most, 0 without a limit.

    ``by_itself``: it comes of what happened (a telephone that rang in vain); nobody chooses it.
    """

    code: str
    label: str
    minutes: int = 0
    by_itself: bool = False


@dataclass(frozen=True, slots=True)
class TaskQueue:
    """A place for tasks that whoever has time takes up."""

    code: str
    label: str


@dataclass(frozen=True, slots=True)
class DeskRules:
    """All that the desks may choose from."""

    pauses: tuple[PauseReason, ...] = ()
    task_queues: tuple[TaskQueue, ...] = ()

    @classmethod
    def load(cls, catalogue: Path) -> DeskRules:
        """Read the catalogue. Raises Invalid, naming the file and the place that is wrong."""
        try:
            return cls._of(tomllib.loads(catalogue.read_text("utf-8")))
        except Invalid as wrong:
            raise Invalid(f"{catalogue}: {wrong.message}") from wrong
        except (OSError, ValueError) as failure:
            raise Invalid(f"{catalogue}: {failure}") from failure

    @classmethod
    def _of(cls, tables: Mapping[str, object]) -> DeskRules:
        for name in tables.keys() - {"pause", "task_queue"}:
            raise Invalid(f"«{name}» no se conoce; se esperan [[pause]] y [[task_queue]]")
        return cls(
            pauses=_listed("pause", tables.get("pause", []), _pause),
            task_queues=_listed("task_queue", tables.get("task_queue", []), _task_queue),
        )

    def may_choose(self, reason: str) -> bool:
        """Whether an agent may choose this reason."""
        return any(one.code == reason and not one.by_itself for one in self.pauses)

    @property
    def limits(self) -> Mapping[str, timedelta]:
        """How long a pause of each reason may last, where that has a limit."""
        return {one.code: timedelta(minutes=one.minutes) for one in self.pauses if one.minutes}


def _listed(name: str, tables: object, read: Callable[[Mapping[str, object]], T]) -> tuple[T, ...]:
    if not isinstance(tables, list) or not all(isinstance(one, dict) for one in tables):
        raise Invalid(f"se esperan bloques [[{name}]]")
    if len(tables) > MOST_A_LIST:
        raise Invalid(f"[[{name}]]: {len(tables)} bloques; a lo más {MOST_A_LIST}")
    found = []
    for turn, table in enumerate(tables, start=1):
        try:
            found.append(read(table))
        except Invalid as wrong:
            raise Invalid(f"[[{name}]] número {turn}: {wrong.message}") from wrong
    _no_code_twice(name, (one.code for one in found))
    return tuple(found)


def _pause(table: Mapping[str, object]) -> PauseReason:
    _no_other_keys(table, {"code", "label", "minutes", "by_itself"})
    minutes, by_itself = table.get("minutes", 0), table.get("by_itself", False)
    if type(minutes) is not int or not 0 <= minutes <= LONGEST_PAUSE:
        raise Invalid(f"«minutes» es un número de 0 (sin límite) a {LONGEST_PAUSE}")
    if not isinstance(by_itself, bool):
        raise Invalid("«by_itself» es true o false")
    return PauseReason(*_named(table), minutes, by_itself)


def _task_queue(table: Mapping[str, object]) -> TaskQueue:
    _no_other_keys(table, {"code", "label"})
    return TaskQueue(*_named(table))


def _named(table: Mapping[str, object]) -> tuple[str, str]:
    code, label = table.get("code"), table.get("label")
    if not isinstance(code, str) or not code.isidentifier() or len(code) > LONGEST_CODE:
        raise Invalid(f"«code» es un nombre sin espacios de a lo más {LONGEST_CODE} letras")
    if not isinstance(label, str) or not 0 < len(label.strip()) <= LONGEST_LABEL:
        raise Invalid(f"«label» es un texto de a lo más {LONGEST_LABEL} letras")
    return code, label.strip()


def _no_other_keys(table: Mapping[str, object], known: set[str]) -> None:
    for name in sorted(table.keys() - known):
        raise Invalid(f"«{name}» no se conoce; se esperan {', '.join(sorted(known))}")


def _no_code_twice(name: str, codes: Iterable[str]) -> None:
    seen: set[str] = set()
    for code in codes:
        if code in seen:
            raise Invalid(f"[[{name}]]: el código «{code}» está repetido")
        seen.add(code)
