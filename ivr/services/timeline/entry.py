"""One thing that happened with a caller or their account."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum


class Kind(StrEnum):
    """What happened. ``RECORDING`` picks the calls that can be listened to."""

    CALL = "call"
    CASE = "case"
    DAMAGE = "damage"
    PAYMENT = "payment"
    PROMISE = "promise"
    SURVEY = "survey"
    RECORDING = "recording"


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of the timeline; what its kind doesn't have is None.

    ``id`` is the call's, a radicado, a ticket, or a row's key; ``what`` the code of what it
    was about, ``about`` the same in words, ``state`` the code of how it stands or ended.
    ``amount`` in whole pesos, ``seconds`` of a call, ``recorded`` of its recording. Of a
    survey: ``score`` from 1 to 5, ``resolved``, and in ``about`` whom it was about.
    """

    kind: Kind
    at: datetime
    id: str
    what: str | None = None
    about: str | None = None
    state: str | None = None
    agent: str | None = None
    agent_id: int | None = None
    note: str | None = None
    amount: int | None = None
    due_on: date | None = None
    seconds: int | None = None
    recorded: float | None = None
    score: int | None = None
    resolved: bool | None = None
    call_id: str | None = None
