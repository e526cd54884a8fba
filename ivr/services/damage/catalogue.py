"""What can be reported as broken, as the entity wrote it (``config/catalogues/damage.toml``)."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ivr.errors import Invalid
from ivr.store import Service

MOST_OFFERED = 5
"""Options of one menu: more than that no caller keeps in mind."""
WORST, LEAST = 1, 4


@dataclass(frozen=True, slots=True)
class Danger:
    """A danger to people. ``instruction`` is the prompt heard before a person answers."""

    says: str
    label: str
    instruction: str
    service: str | None


@dataclass(frozen=True, slots=True)
class Kind:
    """Something that can fail. ``priority``: 1 danger … 4 no hurry.

    ``interrupts``: the service doesn't arrive, which a suspension would explain too.
    """

    says: str
    label: str
    priority: int
    interrupts: bool


@dataclass(frozen=True, slots=True)
class Utility:
    """A service that the entity gives. ``name`` stands within a sentence («un daño de agua»)."""

    code: str
    says: str
    name: str
    kinds: tuple[Kind, ...]
    offered: bool


@dataclass(frozen=True, slots=True)
class Suspicion:
    """So many open reports of a service in a zone within so many hours suggest an outage."""

    reports: int
    hours: int


@dataclass(frozen=True, slots=True)
class DamageCatalogue:
    """The dangers, and every service with what can fail of it."""

    dangers: tuple[Danger, ...]
    utilities: tuple[Utility, ...]
    suspicion: Suspicion

    @property
    def offered(self) -> tuple[Utility, ...]:
        """The services that the entity gives."""
        return tuple(utility for utility in self.utilities if utility.offered)

    def utility(self, code: str) -> Utility:
        """A service by its code. Raises StopIteration for one that the catalogue lacks."""
        return next(one for one in self.utilities if one.code == code)

    @classmethod
    def load(cls, path: Path) -> DamageCatalogue:
        """Read ``path``. Raises Invalid, naming file and fault."""
        try:
            content = tomllib.loads(path.read_text("utf-8"))
            utilities = tuple(_utility(table) for table in content["service"])
            dangers = tuple(_danger(table) for table in content["danger"])
            suspicion = Suspicion(**content["suspicion"])
        except (OSError, ValueError, KeyError, TypeError) as failure:
            raise Invalid(f"{path}: no se puede usar el catálogo de daños: {failure}") from failure
        catalogue = cls(dangers, utilities, suspicion)
        if not 1 <= len(catalogue.offered) <= MOST_OFFERED:
            raise Invalid(f"{path}: se ofrecen entre uno y {MOST_OFFERED} servicios")
        if not 1 <= len(dangers) < MOST_OFFERED:
            raise Invalid(f"{path}: los peligros son entre uno y {MOST_OFFERED - 1}")
        return catalogue

    def name(self, service: str) -> str:
        """How a service is named within a sentence; its code where the catalogue has none."""
        return next((one.name for one in self.utilities if one.code == service), service)


def _danger(table: Mapping[str, Any]) -> Danger:
    service = table.get("service")
    return Danger(
        says=_text(table, "says"),
        label=_text(table, "label"),
        instruction=_text(table, "instruction"),
        service=None if service is None else Service(service).value,
    )


def _utility(table: Mapping[str, Any]) -> Utility:
    kinds = tuple(_kind(each) for each in table["kind"])
    code = Service(table["code"]).value
    if not 1 <= len(kinds) <= MOST_OFFERED:
        raise ValueError(f"«{code}» tiene entre uno y {MOST_OFFERED} daños")
    return Utility(code, _text(table, "says"), _text(table, "name"), kinds, bool(table["offered"]))


def _kind(table: Mapping[str, Any]) -> Kind:
    priority = table["priority"]
    if type(priority) is not int or not WORST <= priority <= LEAST:
        raise ValueError(f"la prioridad va de {WORST} a {LEAST}")
    return Kind(
        _text(table, "says"), _text(table, "label"), priority, bool(table.get("interrupts", False))
    )


def _text(table: Mapping[str, Any], name: str) -> str:
    text = table[name]
    if not isinstance(text, str) or not text.strip():
        raise ValueError(f"«{name}» lleva un texto")
    return text
