"""The path of a call: its steps, as the dialog and the tracker tell them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Protocol

from sqlalchemy import select
from sqlalchemy.orm import Session

from ivr import store
from ivr.services.calls.in_hand import in_hand
from ivr.services.calls.records import PathStep
from ivr.services.calls.row import kept, minted_at, valid
from ivr.services.upserts import insert

SAME_STEP = timedelta(seconds=2)
DESK = "desk"
"""Who writes the steps that an agent makes for the caller."""


class Step(Protocol):
    """A step of the path, as ``ivr.line.PathStep`` has it."""

    @property
    def at(self) -> datetime:
        """When it happened."""

    @property
    def kind(self) -> str:
        """What it is: said, chosen, answered, …"""

    @property
    def prompt(self) -> str | None:
        """The prompt's id."""

    @property
    def heard(self) -> str | None:
        """Keys or words, masked where sensitive."""

    @property
    def confidence(self) -> float | None:
        """How sure, 0 to 1."""

    @property
    def label(self) -> str | None:
        """The step's name for an agent, in Spanish."""

    @property
    def by(self) -> str | None:
        """How it was answered: key or speech."""

    @property
    def certainty(self) -> str | None:
        """How sure its meaning was."""


def add_steps(
    session: Session, call_id: str, steps: Sequence[Step], *, first: int, writer: str = "line"
) -> None:
    """Add ``steps`` to the path; ``first`` is the position of the first, from 0, per writer.

    Writing the same positions again changes nothing.
    """
    if not steps:
        return
    in_hand(session, call_id)
    rows = [
        {
            "call_id": call_id,
            "writer": writer,
            "position": position,
            "at": step.at,
            "kind": kept(store.PathStep.kind, step.kind),
            "prompt": kept(store.PathStep.prompt, step.prompt),
            "heard": kept(store.PathStep.heard, step.heard),
            "confidence": step.confidence,
            "label": kept(store.PathStep.label, step.label),
            "answered_by": kept(store.PathStep.answered_by, step.by),
            "certainty": kept(store.PathStep.certainty, step.certainty),
        }
        for position, step in enumerate(steps, start=first)
    ]
    session.execute(insert(session, store.PathStep).on_conflict_do_nothing(), rows)


def add_step_once(session: Session, call_id: str, step: Step, *, writer: str) -> None:
    """Add a step that AMI and CEL both tell, a moment apart: the second changes nothing."""
    told = select(store.PathStep.position).where(
        store.PathStep.call_id == valid(call_id),
        store.PathStep.writer == writer,
        store.PathStep.label == step.label,
        store.PathStep.at.between(step.at - SAME_STEP, step.at + SAME_STEP),
    )
    minted = minted_at(call_id) or step.at
    if session.scalar(told.limit(1)) is None:
        moment = max(0, round((step.at - minted).total_seconds() * 1000))
        add_steps(session, call_id, [step], first=moment, writer=writer)


def add_desk_step(session: Session, call_id: str, kind: str, label: str, at: datetime) -> None:
    """Add what an agent did at the desk, which ``label`` says with who it was.

    The same done twice in a row, a moment apart, is one step.
    """
    in_hand(session, call_id)
    step = store.PathStep
    query = select(step).where(step.call_id == valid(call_id), step.writer == DESK)
    last = session.scalars(query.order_by(step.position.desc()).limit(1)).first()
    if last is not None and last.label == label and at - last.at <= SAME_STEP:
        return
    place = 0 if last is None else last.position + 1
    done = PathStep(at, kind, None, None, None, label)
    add_steps(session, call_id, [done], first=place, writer=DESK)
