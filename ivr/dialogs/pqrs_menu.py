"""What is offered by keypad when a PQRS is filed (``config/menus/pqrs.toml``)."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Annotated

import msgspec

from ivr.dialogs.menus import MenuError
from ivr.services.pqrs import Catalogue
from ivr.store import CaseKind

MOST_SERVICES = 5
MOST_CAUSES = 4
BILLING, PROVISION = "F", "P"
"""SUI's groups of causes: what is charged, and how the service is given."""


@dataclass(frozen=True, slots=True)
class Choice:
    """One thing to choose: its code in the catalogue, how agents read it, how it is said."""

    code: str
    label: str
    says: str


@dataclass(frozen=True, slots=True)
class Cause(Choice):
    """A cause to choose; an empty ``services`` means all."""

    services: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class PqrsMenu:
    """The services, the causes of each group, and the causes that some kinds have unasked."""

    services: tuple[Choice, ...] = ()
    causes: Mapping[str, tuple[Cause, ...]] = field(default_factory=dict)
    cause_of: Mapping[CaseKind, Cause] = field(default_factory=dict)

    @classmethod
    def load(cls, path: Path, catalogue: Catalogue) -> PqrsMenu:
        """Read ``path``; raises :class:`MenuError`."""
        try:
            written = msgspec.convert(tomllib.loads(path.read_text("utf-8")), _Written)
            return cls(
                tuple(_service(catalogue, code) for code in written.services),
                {
                    group: tuple(_cause(catalogue, code) for code in codes)
                    for group, codes in written.causes.items()
                },
                {kind: _cause(catalogue, code) for kind, code in written.cause_of.items()},
            )
        except KeyError as error:
            raise MenuError(f"{path}: el código {error} no está en el catálogo") from error
        except (OSError, ValueError) as error:
            raise MenuError(f"{path}: no se puede leer el menú: {error}") from error

    def causes_of(self, group: str, service: str | None) -> Sequence[Cause]:
        """The causes offered for a claim of that group about a service."""
        return [
            cause
            for cause in self.causes.get(group, ())
            if service is None or not cause.services or service in cause.services
        ]


class _Written(msgspec.Struct, forbid_unknown_fields=True):
    services: Annotated[tuple[str, ...], msgspec.Meta(min_length=1, max_length=MOST_SERVICES)]
    causes: dict[str, Annotated[tuple[str, ...], msgspec.Meta(max_length=MOST_CAUSES)]]
    cause_of: dict[CaseKind, str]


def _service(catalogue: Catalogue, code: str) -> Choice:
    label = catalogue.services[code]
    return Choice(code, label, label)


def _cause(catalogue: Catalogue, code: str) -> Cause:
    cause = catalogue.causes[code]
    return Cause(code, cause.label, cause.spoken or cause.label, tuple(cause.services))
