"""What people do with a case: the law's terms, step by step, and a history that only grows."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy.orm import Session

from ivr import store as tables
from ivr.errors import Invalid, LineaError, NotFound, Refused
from ivr.services import pqrs, working_days
from ivr.services.pqrs import (
    Action,
    CaseInFull,
    CaseKind,
    CaseState,
    Contact,
    EmailAuthorisation,
    Petitioner,
    Risk,
    steps,
    telling,
)
from ivr.services.pqrs.lapses import note_lapsed
from ivr.services.pqrs.states import TRANSITIONS, possible
from ivr.services.pqrs.steps import Desk
from ivr.store import Store
from tests.services import cases, town
from tests.services.town import NOW

RULES = cases.catalogue()
FILED = NOW  # Sunday 22 November 2026; 15 working days end on 14 December


class Office:
    """One case, and somebody who works on it on any day."""

    def __init__(self, session: Session, kind: CaseKind = CaseKind.CLAIM, **more: Any) -> None:
        self.session = session
        self.officer = town.agent(session).id
        self.radicado = cases.file(session, kind, FILED, **more)

    def on(self, day: str = "2026-11-24") -> Desk:
        """The desk at ten in the morning of a day."""
        now = datetime.combine(date.fromisoformat(day), NOW.time(), UTC)
        return Desk(self.session, RULES, self.officer, now)

    def answer(self, day: str = "2026-12-01") -> str:
        return steps.answer(self.on(day), self.radicado, "1", "Accedemos.", on_the_merits=True)

    def notify(self, day: str = "2026-12-02") -> None:
        steps.notify(self.on(day), self.radicado, "1", "oficina", "Acta 12")

    def case(self, day: str = "2026-11-24") -> CaseInFull:
        risk = Risk.on(date.fromisoformat(day), working_days.calendar(self.session), 2)
        found = pqrs.in_full(self.session, self.radicado, risk)
        assert found is not None
        return found


def test_from_filing_to_its_end(store: Store) -> None:
    with store.unit_of_work() as session:
        office = Office(session)
        steps.assign(office.on(), office.radicado, office.officer)
        assert office.case().state is CaseState.ASSIGNED
        own = office.answer()
        case = office.case()
        assert case.answer is not None
        assert own != office.radicado
        assert case.answer.radicado == own
        assert str(case.answer.notify_by) == "2026-12-09"  # five working days, one a holiday
        office.notify()
        steps.close(office.on("2026-12-15"), office.radicado)
        case = office.case("2026-12-15")
        assert (case.state, case.overdue) == (CaseState.CLOSED, False)
        told = [entry.kind for entry in case.history]
        assert told == ["filed", "assign", "answer", "notify", "close"]
        notified = case.history[3].data
        assert notified is not None
        assert notified["recourse_until"] == "2026-12-10"


def test_what_the_table_allows_is_offered() -> None:
    for state in CaseState:
        assert set(possible(state)) == {one for one in Action if state in TRANSITIONS[one]}


Step = Callable[[Office], object]

ANSWERED: Step = lambda it: it.answer()  # noqa: E731
ASKED: Step = lambda it: steps.ask_to_complete(it.on(), it.radicado, "x")  # noqa: E731
MONTH: Step = lambda it: steps.give_month(it.on(), it.radicado)  # noqa: E731

REFUSED: list[tuple[str, type[LineaError], Step | tuple[Step, ...]]] = [
    ("answer twice", Refused, (ANSWERED, ANSWERED)),
    ("notify before answering", Refused, lambda it: it.notify()),
    ("close before notifying", Refused,
     (ANSWERED, lambda it: steps.close(it.on(), it.radicado))),
    ("reopen what is open", Refused, lambda it: steps.reopen(it.on(), it.radicado, "quiero")),
    ("an answer without words", Invalid,
     lambda it: steps.answer(it.on(), it.radicado, "1", "  ", on_the_merits=True)),
    ("an answer beside the point", Refused,
     lambda it: steps.answer(it.on(), it.radicado, "1", "Ya veremos", on_the_merits=False)),
    ("«no answer» as an answer", Invalid,
     lambda it: steps.answer(it.on(), it.radicado, "10", "Nada", on_the_merits=True)),
    ("a code that isn't there", Invalid,
     lambda it: steps.answer(it.on(), it.radicado, "99", "Sí", on_the_merits=True)),
    ("e-mail without leave", Refused,
     (ANSWERED, lambda it: steps.notify(it.on("2026-12-02"), it.radicado, "1", "correo", "x"))),
    ("a notification without proof", Invalid,
     (ANSWERED, lambda it: steps.notify(it.on("2026-12-02"), it.radicado, "1", "oficina", " "))),
    ("notified before answered", Invalid,
     (ANSWERED, lambda it: steps.notify(it.on("2026-12-02"), it.radicado, "1", "oficina", "x",
                                           FILED))),
    ("notified tomorrow", Invalid,
     (ANSWERED, lambda it: steps.notify(it.on("2026-12-02"), it.radicado, "1", "oficina", "x",
                                           FILED + timedelta(days=30)))),
    ("an extension after the end", Refused,
     lambda it: steps.extend(it.on("2026-12-15"), it.radicado, date(2026, 12, 22), "hay mucho")),
    ("more than twice the term", Refused,
     lambda it: steps.extend(it.on(), it.radicado, date(2027, 1, 8), "hay mucho")),
    ("an extension to a holiday", Refused,
     lambda it: steps.extend(it.on(), it.radicado, date(2026, 12, 25), "hay mucho")),
    ("an extension backwards", Refused,
     lambda it: steps.extend(it.on(), it.radicado, date(2026, 12, 14), "hay mucho")),
    ("an extension without reasons", Invalid,
     lambda it: steps.extend(it.on(), it.radicado, date(2026, 12, 22), "")),
    ("asking to complete after ten days", Refused,
     lambda it: steps.ask_to_complete(it.on("2026-12-08"), it.radicado, "la factura")),
    ("a second month twice", Refused,
     (ASKED, MONTH, MONTH)),
    ("withdrawn too soon", Refused,
     (ASKED, lambda it: steps.withdraw(it.on("2026-12-24"), it.radicado, "Auto 1"))),
    ("answered while it waits", Refused,
     (ASKED, ANSWERED)),
    ("a body that isn't there", Invalid,
     lambda it: steps.transfer(it.on(), it.radicado, "nasa", "por teléfono")),
    ("nobody of that name", Invalid, lambda it: steps.assign(it.on(), it.radicado, 10**6)),
    ("no such case", NotFound, lambda it: steps.add_note(it.on(), "202600000999", "hola")),
    ("letters in a radicado", NotFound, lambda it: steps.add_note(it.on(), "2026ÑÑ", "hola")),
]  # fmt: skip


def test_what_the_law_or_sense_forbids(store: Store) -> None:
    for what, error, taken in REFUSED:
        *before, last = taken if isinstance(taken, tuple) else (taken,)
        with store.unit_of_work() as session:
            office = Office(session)
            try:
                for step in before:
                    step(office)
                with pytest.raises(error):
                    last(office)
            except BaseException as failure:
                failure.add_note(what)
                raise
            session.rollback()


def test_an_extension_moves_the_last_day_and_keeps_the_first(store: Store) -> None:
    with store.unit_of_work() as session:
        office = Office(session)
        steps.extend(office.on("2026-12-14"), office.radicado, date(2027, 1, 6), "peritaje")
        case = office.case()
        assert (str(case.first_due_on), str(case.due_on)) == ("2026-12-14", "2027-01-06")
        with pytest.raises(Refused):
            steps.extend(office.on(), office.radicado, date(2027, 1, 7), "más")


def test_the_clock_stands_still_while_the_person_completes_it(store: Store) -> None:
    with store.unit_of_work() as session:
        office = Office(session)
        steps.ask_to_complete(office.on("2026-11-25"), office.radicado, "la factura")
        case = office.case("2027-01-31")
        assert (case.state, case.overdue) == (CaseState.INCOMPLETE, False)
        assert str(case.complete_by) == "2026-12-25"
        steps.give_month(office.on("2026-12-20"), office.radicado)
        assert str(office.case().complete_by) == "2027-01-25"
        steps.complete(office.on("2027-01-05"), office.radicado, "la factura de octubre")
        case = office.case()
        assert case.state is CaseState.FILED
        # 12 working days were left on the 25th: from the day after completing, 12 again
        assert str(case.due_on) == "2027-01-22"


def test_not_completed_in_time_a_person_declares_it_withdrawn(store: Store) -> None:
    with store.unit_of_work() as session:
        office = Office(session)
        steps.ask_to_complete(office.on("2026-11-25"), office.radicado, "la factura")
        steps.withdraw(office.on("2026-12-28"), office.radicado, "Resolución 4")
        assert office.case().state is CaseState.WITHDRAWN


@pytest.mark.parametrize(("day", "in_time"), [("2026-11-27", True), ("2026-11-30", False)])
def test_a_transfer_tells_whether_it_was_in_time(store: Store, day: str, in_time: bool) -> None:
    with store.unit_of_work() as session:
        office = Office(session)
        steps.transfer(office.on(day), office.radicado, "alcaldia", "se le dijo en la llamada")
        case = office.case()
        assert (case.state, case.transferred_to) == (CaseState.TRANSFERRED, "Alcaldía municipal")
        told = case.history[-1].data
        assert told is not None
        assert told["in_time"] is in_time


def test_reopened_it_has_a_new_term_and_its_past_in_the_history(store: Store) -> None:
    with store.unit_of_work() as session:
        office = Office(session)
        own = office.answer()
        office.notify()
        steps.reopen(office.on("2026-12-09"), office.radicado, "el cobro sigue")
        case = office.case()
        assert (case.state, case.answer, str(case.due_on)) == (CaseState.FILED, None, "2026-12-31")
        told = case.history[-1].data
        assert told is not None
        assert (told["answer_radicado"], told["answer"]) == (own, "Accedemos.")
        assert office.answer("2026-12-10") != own


def test_by_email_only_who_authorised_it_with_the_proof_kept(store: Store) -> None:
    proof = EmailAuthorisation(
        email="marta@example.co", at=FILED, text_version="pqrs.autoriza_correo-1", proof="key:1"
    )
    with store.unit_of_work() as session:
        contact = Contact(email="marta@example.co", email_authorisation=proof)
        office = Office(session, contact=contact)
        office.answer()
        steps.notify(office.on("2026-12-02"), office.radicado, "1", "correo", "mensaje 88")
        kept = office.case().person.email_authorisation
        assert kept is not None
        assert (kept["email"], kept["proof"]) == ("marta@example.co", "key:1")


LAPSED = [  # kind, the day after its last, what is noted, until when
    (CaseKind.CLAIM, "2026-12-15", "silence_lapsed", "2026-12-18T00:00:00-05:00"),
    (CaseKind.INFORMATION, "2026-12-05", "copies_lapsed", "2026-12-10"),
    (CaseKind.SUGGESTION, "2026-12-15", "term_lapsed", None),
]


@pytest.mark.parametrize(("kind", "day", "noted", "until"), LAPSED)
def test_silence_is_noted_once_with_what_it_asks(
    store: Store, kind: CaseKind, day: str, noted: str, until: str | None
) -> None:
    with store.unit_of_work() as session:
        office = Office(session, kind)
        last = office.on(day).now - timedelta(days=1)
        assert note_lapsed(session, RULES, last) == 0
        assert note_lapsed(session, RULES, office.on(day).now) == 1
        assert note_lapsed(session, RULES, office.on(day).now) == 0
        entry = office.case(day).history[-1]
        assert entry.kind == noted
        assert entry.data is not None
        assert entry.data.get("until") == until


def test_an_anonymous_case_keeps_nothing_of_who_filed_it(store: Store) -> None:
    with store.unit_of_work() as session:
        account = town.account(session)
        anonymous = pqrs.Petitioner(name="No debería", document="1", anonymous=True)
        office = Office(
            session, petitioner=anonymous, account_id=account, call_id=town.call_id(),
            contact=Contact(phone="+573155550101", email="a@b.co"),
        )  # fmt: skip
        row = session.query(tables.Case).one()
        assert (row.petitioner, row.document, row.phone, row.email) == ("", "", "", "")
        assert (row.account_id, row.call_id) == (None, None)
        status = pqrs.status(session, office.radicado, NOW.date())
        assert status is not None
        assert status.anonymous
        assert pqrs.of_document(session, "1", NOW.date()) == ()


def test_who_agreed_is_written_the_radicado_and_that_there_is_an_answer(store: Store) -> None:
    with store.unit_of_work() as session:
        contact = Contact(phone="+573155550101", text_message=True, email="marta@example.co")
        office = Office(session, contact=contact)
        office.answer()
        sent = session.query(tables.OutboundMessage).order_by(tables.OutboundMessage.id).all()
        told = [(one.channel, one.template, one.fields["radicado"]) for one in sent]
        assert told == [
            ("sms", "radicado", office.radicado),
            ("email", "constancia", office.radicado),
            ("sms", "respuesta", office.radicado),
        ]


def test_the_constancia_says_what_was_told_aloud(store: Store) -> None:
    with store.unit_of_work() as session:
        Office(
            session, contact=Contact(email="marta@example.co"), petitioner=Petitioner(),
            told="Factura de octubre", narrative=("call-nombre-1", "call-relato-1"),
        )  # fmt: skip
        (sent,) = session.query(tables.OutboundMessage)
        assert sent.fields["nombre"] == telling.NAME_IN_RECORDING
        assert sent.fields["razones"] == f"Factura de octubre. {telling.IN_RECORDING}"


def test_who_did_not_agree_is_written_nothing(store: Store) -> None:
    with store.unit_of_work() as session:
        Office(session, contact=Contact(phone="+573155550101")).answer()
        assert session.query(tables.OutboundMessage).count() == 0
