"""Finding cases: one by its radicado, those of a person, lists by page."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from sqlalchemy import (
    ColumnElement,
    CompoundSelect,
    Select,
    and_,
    bindparam,
    false,
    or_,
    select,
    true,
    union_all,
)
from sqlalchemy.orm import Session

from ivr import store
from ivr.services import cursor as cursors
from ivr.services import numbers
from ivr.services.accounts import digits
from ivr.services.pqrs.case import Case, CaseLine, CaseStatus, Entry, summary
from ivr.services.pqrs.history import of_case
from ivr.services.pqrs.risk import RUNNING, Risk, count
from ivr.services.pqrs.words import words
from ivr.store import CaseKind, CaseState

PAGE = 50
LONGEST_PAGE = 500
SHORTEST_NUMBER = 5
SEPARATORS = " -."


class View(StrEnum):
    """A list of cases: by what is to be done with them."""

    OPEN = "open"
    MINE = "mine"
    UNASSIGNED = "unassigned"
    OVERDUE = "overdue"
    DUE_SOON = "due_soon"
    SILENCE = "silence"
    INCOMPLETE = "incomplete"
    ANSWERED = "answered"
    FINISHED = "finished"
    ALL = "all"


NEWEST_FIRST = frozenset({View.FINISHED, View.ALL})
COUNTED = (
    View.OPEN, View.MINE, View.UNASSIGNED, View.OVERDUE, View.DUE_SOON, View.SILENCE,
    View.INCOMPLETE, View.ANSWERED,
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a list is to hold. ``text``: a number of the case or the person, or words."""

    view: View = View.OPEN
    agent_id: int | None = None
    kind: CaseKind | None = None
    service: str | None = None
    text: str = ""


@dataclass(frozen=True, slots=True)
class Page:
    """A page of a list; ``next`` is the cursor of the page after it, None on the last."""

    cases: tuple[CaseLine, ...]
    next: str | None


def found(session: Session, radicado: str) -> store.Case | None:
    """The row of a radicado, separators or not; None for what can't be one or isn't there."""
    number = _plain(radicado)
    if not numbers.could_be(number):
        return None
    return session.scalar(select(store.Case).where(store.Case.radicado == number))


def by_radicado(session: Session, radicado: str) -> Case | None:
    """The case of a radicado, separators or not; None where there is none."""
    row = found(session, radicado)
    return None if row is None else summary(row)


def status(session: Session, radicado: str, today: date) -> CaseStatus | None:
    """How a case stands; None for a radicado that is wrong or not there."""
    row = found(session, radicado)
    return None if row is None else _status(row, today)


_OF_ACCOUNT = (
    select(store.Case)
    .where(store.Case.account_id == bindparam("account_id"))
    .order_by(store.Case.filed_at.desc())
    .limit(bindparam("most"))
)
_UNFINISHED_OF_ACCOUNT = _OF_ACCOUNT.where(store.Case.unfinished)


def of_account(
    session: Session, account_id: int, *, open_only: bool = True, limit: int = 5
) -> tuple[Case, ...]:
    """The account's cases, newest first; open are those not yet notified."""
    query = _UNFINISHED_OF_ACCOUNT if open_only else _OF_ACCOUNT
    rows = session.scalars(query, {"account_id": account_id, "most": limit})
    return tuple(summary(row) for row in rows)


def of_document(
    session: Session, document: str, today: date, *, limit: int = 5
) -> tuple[CaseStatus, ...]:
    """The cases of a petitioner, by cédula or NIT: those unfinished first, then the newest."""
    number, case = digits(document), store.Case
    if not number:
        return ()
    query = select(case).where(case.document == number, ~case.anonymous)
    rows = session.scalars(query.order_by(case.unfinished.desc(), case.filed_at.desc()))
    return tuple(_status(row, today) for row in rows.fetchmany(limit))


def history(session: Session, radicado: str) -> tuple[Entry, ...]:
    """What happened to the case, oldest first; empty for an unknown radicado."""
    row = found(session, radicado)
    return () if row is None else of_case(session, row.id)


def page(
    session: Session, wanted: Wanted, risk: Risk, *, cursor: str | None = None, limit: int = PAGE
) -> Page:
    """A page of a list: what is due first first, what is finished newest first.

    Raises Invalid for a cursor that is none.
    """
    limit = max(1, min(limit, LONGEST_PAGE))
    case = store.Case
    query = _columns(risk).where(_viewed(wanted, risk), _filtered(wanted))
    if wanted.view in NEWEST_FIRST or wanted.text:
        query = query.order_by(case.filed_at.desc(), case.id.desc())
        after = _older(cursor)
    else:
        query = query.order_by(case.due_on, case.id)
        after = _later(cursor)
    rows = session.execute(query.where(after).limit(limit + 1)).all()
    lines = tuple(_line(*row) for row in rows[:limit])
    if len(rows) <= limit:
        return Page(lines, None)
    last = rows[limit - 1][0]
    newest = wanted.view in NEWEST_FIRST or bool(wanted.text)
    return Page(lines, cursors.cursor(last.filed_at if newest else last.due_on, last.id))


def counts(session: Session, agent_id: int, risk: Risk) -> dict[View, int]:
    """How many cases each list of work holds, counted up to a thousand."""
    return {
        view: count(session, _viewed(Wanted(view, agent_id=agent_id), risk)) for view in COUNTED
    }


def _viewed(wanted: Wanted, risk: Risk) -> ColumnElement[bool]:
    case = store.Case
    conditions: dict[View, ColumnElement[bool]] = {
        View.OPEN: and_(case.unfinished),
        View.MINE: and_(case.unfinished, case.assigned_to == wanted.agent_id),
        View.UNASSIGNED: and_(case.unfinished, case.assigned_to.is_(None)),
        View.OVERDUE: risk.overdue,
        View.DUE_SOON: risk.due_soon,
        View.SILENCE: risk.silence,
        View.INCOMPLETE: and_(case.unfinished, case.state == CaseState.INCOMPLETE),
        View.ANSWERED: and_(case.unfinished, case.state == CaseState.ANSWERED),
        View.FINISHED: ~case.unfinished,
        View.ALL: true(),
    }
    return conditions[wanted.view]


def _filtered(wanted: Wanted) -> ColumnElement[bool]:
    case = store.Case
    conditions: list[ColumnElement[bool]] = []
    if wanted.kind is not None:
        conditions.append(case.kind == wanted.kind)
    if wanted.service is not None:
        conditions.append(case.service == wanted.service)
    if wanted.text:
        conditions.append(_found(wanted.text))
    return and_(true(), *conditions)


def _found(text: str) -> ColumnElement[bool]:
    """A number of five digits or more is the case's or the person's, anything else words."""
    number, case = digits(text), store.Case
    if len(number) >= SHORTEST_NUMBER and number == _plain(text):
        account = select(store.Account.id).where(store.Account.number == number)
        one_of = (
            case.radicado == number,
            case.answer_radicado == number,
            case.document == number,
            case.phone.in_((number, f"+57{number}", f"+{number}")),
            case.account_id.in_(account),
        )  # each by its own index
        return case.id.in_(union_all(*(select(case.id).where(condition) for condition in one_of)))
    parts = words(text)
    if not parts:
        return false()
    return and_(*(case.id.in_(_with_word(part)) for part in parts))


def _with_word(part: str) -> CompoundSelect[int]:
    """The cases that have a word in subject or name, or in what was said in their calls."""
    case, said, recording = store.Case, store.TranscriptWord, store.Recording
    calls = (
        select(recording.call_id)
        .join(said, said.name == recording.name)
        .where(said.word == part, recording.call_id.is_not(None))
    )
    return union_all(
        select(store.CaseWord.case_id).where(store.CaseWord.word == part),
        select(case.id).where(case.call_id.in_(calls)),
    )


def _columns(risk: Risk) -> Select[store.Case, str, bool, bool, bool]:
    return select(
        store.Case, store.Agent.name, risk.overdue, risk.due_soon, risk.silence
    ).outerjoin(store.Agent, store.Agent.id == store.Case.assigned_to)


def _line(row: store.Case, agent: str | None, late: bool, soon: bool, silent: bool) -> CaseLine:
    return CaseLine(
        radicado=row.radicado,
        kind=row.kind,
        subject=row.subject,
        filed_at=row.filed_at,
        due_on=row.due_on,
        answered_at=row.answered_at,
        notified_at=row.notified_at,
        state=row.state,
        service=row.service,
        priority=row.priority,
        petitioner=row.petitioner,
        anonymous=row.anonymous,
        assigned_to=row.assigned_to,
        assigned=agent,
        overdue=bool(late),
        due_soon=bool(soon),
        at_risk_of_silence=bool(silent),
    )


def _status(row: store.Case, today: date) -> CaseStatus:
    return CaseStatus(
        radicado=row.radicado,
        kind=row.kind,
        state=row.state,
        subject=row.subject,
        service=row.service,
        filed_at=row.filed_at,
        due_on=row.due_on,
        assigned=row.assigned_to is not None,
        answered_at=row.answered_at,
        answer_radicado=row.answer_radicado,
        notified_at=row.notified_at,
        answer_by=row.answer_by,
        transferred_to=row.transferred_to,
        complete_by=row.complete_by,
        closed_at=row.closed_at,
        overdue=row.state in RUNNING and row.due_on < today,
        account_id=row.account_id,
        document=row.document,
        anonymous=row.anonymous,
    )


def _later(cursor: str | None) -> ColumnElement[bool]:
    if cursor is None:
        return true()
    case, (place, key) = store.Case, cursors.parts(cursor, 2)
    try:
        day = date.fromisoformat(place)
    except ValueError:
        raise cursors.no_page() from None
    return or_(case.due_on > day, and_(case.due_on == day, case.id > cursors.key(key)))


def _older(cursor: str | None) -> ColumnElement[bool]:
    if cursor is None:
        return true()
    case, (place, key) = store.Case, cursors.parts(cursor, 2)
    moment = cursors.moment(place)
    return or_(case.filed_at < moment, and_(case.filed_at == moment, case.id < cursors.key(key)))


def _plain(number: str) -> str:
    return "".join(sign for sign in number if sign not in SEPARATORS)
