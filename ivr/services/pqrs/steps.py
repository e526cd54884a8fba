"""What people do with a case. Each step checks the law's terms, and adds to the history."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from ivr import store
from ivr.clock import BOGOTA
from ivr.errors import Invalid, NotFound, Refused
from ivr.services import numbers, working_days
from ivr.services.numbers import Series
from ivr.services.pqrs.catalogue import Catalogue
from ivr.services.pqrs.deadlines import longest_extension, months_after
from ivr.services.pqrs.history import note
from ivr.services.pqrs.states import Action, move
from ivr.services.pqrs.telling import tell_answered
from ivr.services.text import storable

BY_EMAIL = "correo"
MEANS = (BY_EMAIL, "direccion", "oficina", "telefono", "aviso", "publicacion")
LONGEST_ANSWER = 20_000
WITHOUT_MERITS = frozenset({"7", "8", "11"})
"""Codes of answers that decide nothing: rejected, transferred, archived."""


@dataclass(frozen=True, slots=True)
class Desk:
    """Who acts, by which rules, when."""

    session: Session
    catalogue: Catalogue
    agent_id: int
    now: datetime

    @property
    def today(self) -> date:
        """The civil day in Colombia."""
        return self.now.astimezone(BOGOTA).date()

    def case(self, radicado: str) -> store.Case:
        """The case, locked for its change. Raises NotFound."""
        query = select(store.Case).where(store.Case.radicado == radicado).with_for_update()
        row = self.session.scalar(query) if radicado.isascii() else None
        if row is None:
            raise NotFound("no hay un caso con ese radicado")
        return row

    def tell(self, case: store.Case, action: Action, text: str = "", **data: object) -> None:
        """Add the step to the history."""
        note(
            self.session, case.id, action, at=self.now, agent_id=self.agent_id, text=text,
            data=dict(data) or None,
        )  # fmt: skip


def assign(desk: Desk, radicado: str, to: int) -> None:
    """Give the case to a person. Raises NotFound, Invalid, Refused."""
    case = desk.case(radicado)
    agent = desk.session.get(store.Agent, to)
    if agent is None or not agent.active:
        raise Invalid("esa persona no existe o ya no trabaja aquí")
    case.assigned_to = agent.id
    move(case, Action.ASSIGN)
    desk.tell(case, Action.ASSIGN, to=agent.id, name=agent.name)


def extend(desk: Desk, radicado: str, due_on: date, reason: str) -> None:
    """Extend the term before it is over, up to twice the first (Ley 1755, art. 14, par.)."""
    case, reason = desk.case(radicado), _said(reason, "diga por qué se necesita más tiempo")
    move(case, Action.EXTEND)
    if desk.today > case.due_on:
        raise Refused(f"el plazo venció el {case.due_on:%Y-%m-%d}: ya no se puede prorrogar")
    days = working_days.calendar(desk.session)
    last = longest_extension(desk.catalogue, days, case.working_days, _counted_from(case))
    if not case.due_on < due_on <= last:
        raise Refused(f"la nueva fecha va del día siguiente al {case.due_on} hasta el {last}")
    if not days.is_working_day(due_on):
        raise Refused(f"el {due_on} no es un día hábil")
    desk.tell(case, Action.EXTEND, reason, before=str(case.due_on), due_on=str(due_on))
    case.due_on = due_on


def ask_to_complete(desk: Desk, radicado: str, lacks: str) -> None:
    """Ask the person for what is missing; the clock stands still (Ley 1755, art. 17)."""
    case, lacks = desk.case(radicado), _said(lacks, "diga qué falta")
    move(case, Action.ASK_TO_COMPLETE)
    days = working_days.calendar(desk.session)
    last = days.add(_counted_from(case), desk.catalogue.complete_within_days)
    if desk.today > last:
        raise Refused(f"solo se podía pedir que lo completara hasta el {last}")
    case.complete_by = months_after(desk.today, desk.catalogue.completion_months)
    case.suspended_on = desk.today
    desk.tell(case, Action.ASK_TO_COMPLETE, lacks, complete_by=str(case.complete_by))


def give_month(desk: Desk, radicado: str) -> None:
    """Give the person as much time again to complete it, once (Ley 1755, art. 17)."""
    case = desk.case(radicado)
    move(case, Action.GIVE_MONTH)
    if case.suspended_on is None or case.complete_by is None:
        raise Refused("no se ha pedido completar el caso")
    first = months_after(case.suspended_on, desk.catalogue.completion_months)
    if case.complete_by > first:
        raise Refused("ya se había dado otro plazo igual")
    if desk.today > case.complete_by:
        raise Refused(f"el plazo para completar venció el {case.complete_by}")
    case.complete_by = months_after(case.suspended_on, 2 * desk.catalogue.completion_months)
    desk.tell(case, Action.GIVE_MONTH, complete_by=str(case.complete_by))


def complete(desk: Desk, radicado: str, brought: str) -> None:
    """The person completed it: the rest of the term runs from the day after."""
    case, brought = desk.case(radicado), _said(brought, "diga qué entregó la persona")
    move(case, Action.COMPLETE)
    days = working_days.calendar(desk.session)
    left = days.between(case.suspended_on or desk.today, case.due_on)
    before, case.due_on = case.due_on, days.add(desk.today, max(left, 1))
    case.complete_by = case.suspended_on = None
    desk.tell(case, Action.COMPLETE, brought, before=str(before), due_on=str(case.due_on))


def withdraw(desk: Desk, radicado: str, act: str) -> None:
    """Declare it withdrawn by a reasoned act, once the time to complete it is over."""
    case, act = desk.case(radicado), _said(act, "diga con qué acto motivado se declara")
    move(case, Action.WITHDRAW)
    if case.complete_by is not None and desk.today <= case.complete_by:
        raise Refused(f"la persona puede completar el caso hasta el {case.complete_by}")
    case.closed_at = desk.now
    desk.tell(case, Action.WITHDRAW, act)


def transfer(desk: Desk, radicado: str, body: str, told: str) -> None:
    """Hand it to the competent body; ``told``: how the person was told (Ley 1755, art. 21)."""
    case, told = desk.case(radicado), _said(told, "diga cómo se le informó a la persona")
    known = desk.catalogue.bodies.get(body)
    if known is None:
        raise Invalid("esa entidad no está en el catálogo")
    move(case, Action.TRANSFER)
    days = working_days.calendar(desk.session)
    last = days.add(_counted_from(case), desk.catalogue.transfer_days)
    case.transferred_to, case.closed_at = known.name, desk.now
    desk.tell(case, Action.TRANSFER, told, to=known.name, in_time=desk.today <= last)


def answer(desk: Desk, radicado: str, code: str, text: str, *, on_the_merits: bool) -> str:
    """Answer the case: ``code`` of SUI. Gives the answer's own radicado.

    What isn't decided on its merits is no answer: silence goes on (Ley 142, art. 158).
    """
    case, text = desk.case(radicado), _said(text, "escriba la respuesta", LONGEST_ANSWER)
    if code not in desk.catalogue.answers or code in desk.catalogue.no_answer_codes:
        raise Invalid("ese tipo de respuesta no está en el catálogo")
    if not on_the_merits and code not in WITHOUT_MERITS:
        raise Refused("la respuesta debe ser de fondo, clara, precisa y completa")
    move(case, Action.ANSWER)
    own = str(numbers.take(desk.session, Series.CASE, desk.now))
    days = working_days.calendar(desk.session)
    case.answered_at = max(desk.now, case.filed_at)
    case.answer_radicado, case.answer_code, case.answer = own, code, text
    case.notify_by = days.add(desk.today, desk.catalogue.summons_days)
    late = desk.today > case.due_on
    desk.tell(
        case, Action.ANSWER, radicado=own, code=code, late=late, notify_by=str(case.notify_by)
    )
    tell_answered(desk.session, case, desk.catalogue.kind(case.kind).label.lower(), desk.now)
    return own


def notify(
    desk: Desk, radicado: str, code: str, means: str, proof: str, at: datetime | None = None
) -> None:
    """The person knows the answer: kind of notification (SUI), means and proof.

    ``at`` is when, now unless it is given. By e-mail only who authorised it.
    """
    case, proof = desk.case(radicado), _said(proof, "diga cuál es la prueba de la notificación")
    if code not in desk.catalogue.notifications or means not in MEANS:
        raise Invalid("ese tipo o medio de notificación no está en el catálogo")
    if code == desk.catalogue.not_applicable_notification and not case.anonymous:
        raise Refused("«No aplica» es solo para lo que no tuvo respuesta o es anónimo")
    if means == BY_EMAIL and case.email_authorisation is None:
        raise Refused("la persona no autorizó que se le notifique por correo electrónico")
    move(case, Action.NOTIFY)
    when = at or desk.now
    if case.answered_at is None or not case.answered_at <= when <= desk.now:
        raise Invalid("la notificación va después de la respuesta y no en el futuro")
    case.notified_at, case.notification_code, case.notification_means = when, code, means
    case.notification_proof = storable(proof, 400)
    days = working_days.calendar(desk.session)
    until = days.add(when.astimezone(BOGOTA).date(), desk.catalogue.recourse_days)
    desk.tell(case, Action.NOTIFY, proof, code=code, means=means, recourse_until=str(until))


def close(desk: Desk, radicado: str, why: str = "") -> None:
    """Nothing is left to do."""
    case = desk.case(radicado)
    move(case, Action.CLOSE)
    case.closed_at = desk.now
    desk.tell(case, Action.CLOSE, storable(why, 400))


def reopen(desk: Desk, radicado: str, why: str) -> None:
    """Work on it again, with a new term; what was answered stays in the history."""
    case, why = desk.case(radicado), _said(why, "diga por qué se reabre")
    move(case, Action.REOPEN)
    days = working_days.calendar(desk.session)
    due_on = days.add(desk.today, desk.catalogue.kind(case.kind).days)
    desk.tell(
        case, Action.REOPEN, why,
        before=str(case.due_on), due_on=str(due_on), answer=case.answer,
        answer_radicado=case.answer_radicado, answer_code=case.answer_code,
        answered_at=case.answered_at and case.answered_at.isoformat(),
        notified_at=case.notified_at and case.notified_at.isoformat(),
        notification_proof=case.notification_proof,
    )  # fmt: skip
    case.due_on, case.counted_from = due_on, desk.today
    case.answered_at = case.answer_radicado = case.notify_by = case.notified_at = None
    case.closed_at = case.lapsed_at = case.complete_by = case.suspended_on = None
    case.answer = case.answer_code = case.transferred_to = ""
    case.notification_code = case.notification_means = case.notification_proof = ""


def add_note(desk: Desk, radicado: str, text: str) -> None:
    """Write something down about the case."""
    case, text = desk.case(radicado), _said(text, "escriba la nota")
    desk.tell(case, Action.NOTE, text)


def _counted_from(case: store.Case) -> date:
    return case.counted_from or case.filed_at.astimezone(BOGOTA).date()


def _said(text: str, otherwise: str, longest: int = 4000) -> str:
    """The text, which there must be. Raises Invalid."""
    text = storable(text.strip(), longest)
    if not text:
        raise Invalid(otherwise)
    return text
