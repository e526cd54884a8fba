"""The cases that were filed before the demonstration starts, in every state."""

from __future__ import annotations

from datetime import datetime, timedelta
from random import Random

from sqlalchemy import select
from sqlalchemy.orm import Session

from ivr import store
from ivr.clock import BOGOTA
from ivr.demo.history import Known
from ivr.services import numbers
from ivr.services.numbers import Series
from ivr.services.pqrs import CaseKind, CaseState
from ivr.services.pqrs.history import note
from ivr.services.pqrs.words import words
from ivr.services.working_days import Calendar
from ivr.store import Role

RULES = "CO-2026-1"
TERM, SUMMONS = 15, 5
SUBJECTS = (
    (CaseKind.CLAIM, "102", "Inconformidad con la medición del consumo facturado"),
    (CaseKind.CLAIM, "122", "Pago efectuado pero no aplicado"),
    (CaseKind.CLAIM, "109", "Cobros por reconexión"),
    (CaseKind.CLAIM, "303", "Interrupciones en la prestación del servicio"),
    (CaseKind.COMPLAINT, "315", "Atención recibida en la oficina"),
    (CaseKind.PETITION, None, "Acuerdo de pago"),
    (CaseKind.PETITION, "117", "Cambio de estrato"),
    (CaseKind.SUGGESTION, None, "Más horarios en los puntos de pago"),
)
SERVICES = ("acueducto", "acueducto", "alcantarillado", "aseo", "atencion")
SHOWN = 5
LATE = frozenset({7, 19, 31})
"""Those that nobody answered, so that there is something overdue to show."""


def file_cases(session: Session, rng: Random, morning: datetime, known: list[Known]) -> None:
    """Sixty cases, among them one of each of the first five accounts shown."""
    work = select(store.Agent.id).where(store.Agent.role.in_((Role.SUPERVISOR, Role.CASE_OFFICER)))
    officers = session.scalars(work.order_by(store.Agent.id)).all()
    for place, account in enumerate([*known[:SHOWN], *rng.sample(known, 60 - SHOWN)]):
        days = 2 + place % 6 * 3 if place < SHOWN else rng.randrange(1, 59)
        case = _filed(session, rng, place, account, morning - timedelta(days=days))
        if place % 3:
            case.assigned_to = rng.choice(officers)
            case.state = CaseState.ASSIGNED
        if place >= SHOWN and place not in LATE:
            _answered(session, case, morning)
        session.flush()


def _filed(session: Session, rng: Random, place: int, account: Known, at: datetime) -> store.Case:
    kind, cause, subject = SUBJECTS[place % len(SUBJECTS)]
    holder = session.scalars(select(store.Account.holder).where(store.Account.id == account.id))
    name = holder.one()
    day = at.astimezone(BOGOTA).date()
    due_on = Calendar().add(day, TERM)
    case = store.Case(
        radicado=str(numbers.take(session, Series.CASE, at)),
        kind=kind, cause=cause, subject=subject, service=rng.choice(SERVICES),
        told=f"{subject}. Pide que se revise y se le responda.",
        account_id=account.id, petitioner=name, phone=account.phone or "",
        rule_version=RULES, working_days=TERM, counted_from=day, filed_at=at,
        first_due_on=due_on, due_on=due_on, silence=kind is not CaseKind.SUGGESTION,
        state=CaseState.FILED,
    )  # fmt: skip
    session.add(case)
    session.flush()
    session.add_all(store.CaseWord(word=word, case_id=case.id) for word in words(subject, name))
    note(session, case.id, "filed", at=at, data={"due_on": str(due_on), "rules": RULES})
    return case


def _answered(session: Session, case: store.Case, morning: datetime) -> None:
    """Answered after eleven days and notified two days later, as far as those are past."""
    answered_at = case.filed_at + timedelta(days=11)
    notified_at = answered_at + timedelta(days=2)
    if answered_at > morning:
        return
    own = str(numbers.take(session, Series.CASE, answered_at))
    case.state, case.answered_at, case.answer_radicado = CaseState.ANSWERED, answered_at, own
    case.answer_code, case.answer = "1", "Revisamos su caso y accedemos a lo que pide."
    case.notify_by = Calendar().add(answered_at.astimezone(BOGOTA).date(), SUMMONS)
    note(session, case.id, "answer", at=answered_at, data={"radicado": own, "code": "1"})
    if notified_at < morning:
        case.state, case.unfinished, case.notified_at = CaseState.NOTIFIED, False, notified_at
        case.notification_code, case.notification_means = "1", "oficina"
        case.notification_proof = "Acta de notificación personal"
        note(session, case.id, "notify", at=notified_at, text=case.notification_proof)
