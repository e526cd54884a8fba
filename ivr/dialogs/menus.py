"""The main menu as the administrator wrote it (``config/menus/principal.toml``)."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, fields
from enum import StrEnum
from pathlib import Path

from ivr.errors import LineaError
from ivr.rendering.numbers import cardinal

_KEYS = frozenset("1234568")
"""7 is the opt-out of recording, 9 repeats, 0 is a person; 8 has always to do with priority."""


class MenuError(LineaError):
    """The menu's file can't be used; the message names file, option and what is expected."""

    code = "menu_error"


class Flow(StrEnum):
    """What a main menu may offer. Its values are the flows' codes, which calls keep as intent."""

    DAMAGE = "dano"
    BILLING = "factura"
    PQRS = "pqrs"
    CASES = "radicado"
    OFFICES = "oficina"
    ETHICS = "etica"
    RELAY = "relevo"


@dataclass(frozen=True, slots=True)
class Option:
    """One line of the menu: ``says`` as it is offered, ``label`` as an agent reads it."""

    key: str
    flow: str
    says: str
    label: str

    @classmethod
    def of(cls, table: object) -> Option:
        """Check one ``[[option]]``; raises ValueError."""
        names = {field.name for field in fields(cls)}
        if not isinstance(table, dict) or table.keys() != names:
            raise ValueError(f"se esperaban las claves {', '.join(sorted(names))}")
        if not all(isinstance(value, str) and value.strip() for value in table.values()):
            raise ValueError("cada clave lleva un texto")
        if table["key"] not in _KEYS:
            raise ValueError("la tecla va de 1 a 6, o es 8")
        if table["flow"] not in tuple(Flow):
            raise ValueError(f"el flujo es uno de {', '.join(Flow)}")
        return cls(**table)


@dataclass(frozen=True, slots=True)
class MainMenu:
    """The options in the order in which they are said."""

    options: tuple[Option, ...]

    @classmethod
    def load(cls, path: Path) -> MainMenu:
        """Read ``path``; raises :class:`MenuError`."""
        try:
            tables = tomllib.loads(path.read_text("utf-8")).get("option")
        except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
            raise MenuError(f"{path}: no se puede leer el menú: {error}") from error
        if not isinstance(tables, list) or not tables:
            raise MenuError(f"{path}: se esperaba al menos un bloque [[option]]")
        options: list[Option] = []
        for position, table in enumerate(tables, start=1):
            try:
                options.append(Option.of(table))
            except ValueError as error:
                raise MenuError(f"{path}: opción {position}: {error}") from error
        if len({option.key for option in options}) != len(options):
            raise MenuError(f"{path}: una tecla está repetida")
        return cls(tuple(options))

    def constants(self) -> Mapping[str, str]:
        """What the prompts need to know: the menu as it is said to keys alone, to words too, and
        behind «o marque».
        """
        first, *others = self.options
        said = [
            *(f"{_within(option.says)}, {cardinal(int(option.key))}" for option in others),
            "asesor, cero.",
        ]
        key = cardinal(int(first.key))
        return {
            "menu_principal": "; ".join([f"{first.says}, marque {key}", *said]),
            "menu_principal_voz": "; ".join([f"Diga {_within(first.says)} o marque {key}", *said]),
            "menu_con_teclas": "; ".join([f"{_within(first.says)}, {key}", *said]),
        }

    def by_key(self) -> Mapping[str, str]:
        """The label of each key, as :meth:`ivr.line.Line.choose` wants them."""
        return {option.key: option.label for option in self.options}

    def keys_of(self, flow: Flow) -> frozenset[str]:
        """The keys that lead to a flow."""
        return frozenset(option.key for option in self.options if option.flow == flow)

    def flow(self, label: str) -> Flow:
        """The flow behind a label."""
        return next(Flow(option.flow) for option in self.options if option.label == label)

    def label(self, flow: Flow) -> str:
        """The label of a flow that the menu offers."""
        return next(option.label for option in self.options if option.flow == flow)


def _within(says: str) -> str:
    """As it stands within the one sentence of the menu: full stops make it a second longer."""
    return says[:1].lower() + says[1:]
