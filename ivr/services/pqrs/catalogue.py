"""The rules of PQRS as lawyers may correct them: `config/catalogues/pqrs.toml`."""

from __future__ import annotations

import tomllib
from datetime import time
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import msgspec

from ivr.errors import Invalid
from ivr.store import CaseKind

Days = Annotated[int, msgspec.Meta(ge=0, le=400)]
Months = Annotated[int, msgspec.Meta(ge=0, le=60)]
Words = Annotated[str, msgspec.Meta(min_length=1, max_length=160)]


class CountsFrom(StrEnum):
    """From which day a term is counted when someone files out of hours or on a day off."""

    FILING = "filing"
    NEXT_WORKING_DAY = "next_working_day"


class OnExpiry(StrEnum):
    """What silence means when the term is over."""

    NOTHING = "nothing"
    POSITIVE_SILENCE = "positive_silence"
    DELIVER_COPIES = "deliver_copies"


class Closed(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A table of the file: misspelt keys are errors."""


class Kind(Closed, frozen=True):
    """A kind of case: its name, its term in working days, what silence means.

    ``sui``: code of the kind of procedure in SUI's format, None where it isn't reported.
    """

    label: Words
    help: Words
    days: Days
    on_expiry: OnExpiry = OnExpiry.NOTHING
    sui: int | None = None


class Cause(Closed, frozen=True):
    """A cause (SUI's detail). ``group``: F billing, P provision; empty ``services``: all."""

    label: Words
    group: str
    services: tuple[str, ...] = ()
    spoken: str = ""


class Body(Closed, frozen=True):
    """A public body to which cases are transferred by competence."""

    name: Words


class Catalogue(Closed, frozen=True):
    """Everything about PQRS that is data. All terms in working days but where it says months."""

    version: Annotated[str, msgspec.Meta(min_length=1, max_length=20)]
    approved_by: str
    counts_from: CountsFrom
    closes_at: time
    kinds: dict[CaseKind, Kind]
    services: dict[str, Words]
    causes: dict[str, Cause]
    answers: dict[str, Words]
    notifications: dict[str, Words]
    bodies: dict[str, Body]
    extension_factor: Annotated[int, msgspec.Meta(ge=1, le=5)] = 2
    due_soon_days: Days = 2
    complete_within_days: Days = 10
    completion_months: Months = 1
    transfer_days: Days = 5
    summons_days: Days = 5
    personal_notice_days: Days = 5
    recourse_days: Days = 5
    silence_hours: Annotated[int, msgspec.Meta(ge=1, le=1000)] = 72
    copies_days: Days = 3
    claim_months: Months = 5
    automatic_receiver: str = "Línea de atención automática"
    no_answer_codes: tuple[str, ...] = ("9", "10")
    not_applicable_notification: str = "3"

    def kind(self, kind: CaseKind) -> Kind:
        """What the catalogue says of a kind."""
        return self.kinds[kind]

    def causes_of(self, service: str | None, group: str | None = None) -> dict[str, Cause]:
        """The causes that apply to a service and, if given, are of a group."""
        return {
            code: cause
            for code, cause in self.causes.items()
            if (not cause.services or service is None or service in cause.services)
            and (group is None or cause.group == group)
        }


def load(path: Path) -> Catalogue:
    """Read the catalogue. Raises Invalid, naming file and fault."""
    try:
        found = msgspec.convert(tomllib.loads(path.read_text("utf-8")), Catalogue)
    except (OSError, ValueError) as failure:
        raise Invalid(f"{path}: {failure}") from failure
    if missing := set(CaseKind) - found.kinds.keys():
        raise Invalid(f"{path}: falta [kinds.{min(missing)}]")
    for code, cause in found.causes.items():
        if unknown := set(cause.services) - found.services.keys():
            raise Invalid(f"{path}: la causa {code} nombra el servicio «{min(unknown)}»")
    return found
