"""The sources of the timeline."""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from datetime import date

from sqlalchemy import ColumnElement, select, union
from sqlalchemy.orm import Session

from ivr import store
from ivr.services import callers, calls, cursor, promises, recordings
from ivr.services.calls import CallLine
from ivr.services.timeline.entry import Entry, Kind
from ivr.services.timeline.source import Key, Source, Whose


class Calls(Source):
    """Calls from the caller's number, or about their account."""

    kind = Kind.CALL
    of_account = False
    at, key = store.Call.started_at, store.Call.call_id

    def _entries(
        self, session: Session, whose: Whose, today: date, behind: ColumnElement[bool], limit: int
    ) -> Iterable[tuple[Key, Entry]]:
        lines = calls.of_caller(
            session,
            behind,
            *self._also(),
            number=whose.number,
            account_id=whose.account_id,
            but=whose.but,
            limit=limit,
        )
        recorded = recordings.seconds_of_calls(session, tuple(one.call_id for one in lines))
        for one in callers.with_messages(session, lines):
            yield one.call_id, _of_call(one, recorded.get(one.call_id))

    def _also(self) -> tuple[ColumnElement[bool], ...]:
        """What else must hold of the calls."""
        return ()

    def key_of(self, written: str) -> Key:
        """A call's id. Raises Invalid."""
        try:
            return str(uuid.UUID(written))
        except ValueError:
            raise cursor.no_page() from None

    def order_of(self, key: Key) -> int:
        """The id as a number, as databases sort it."""
        return uuid.UUID(str(key)).int


class RecordedCalls(Calls):
    """Those of the calls that have a recording which can be heard."""

    kind = Kind.RECORDING

    def _also(self) -> tuple[ColumnElement[bool], ...]:
        recording = store.Recording
        there = select(recording.id).where(
            recording.call_id == store.Call.call_id,
            recording.kind == recordings.CALL,
            recording.file.is_not(None),
        )
        return (there.exists(),)


class Cases(Source):
    """Cases of the account."""

    kind = Kind.CASE
    at, key = store.Case.filed_at, store.Case.id

    def _entries(
        self, session: Session, whose: Whose, today: date, behind: ColumnElement[bool], limit: int
    ) -> Iterable[tuple[Key, Entry]]:
        case = store.Case
        query = (
            select(case)
            .where(case.account_id == whose.account_id, behind)
            .order_by(case.filed_at.desc(), case.id.desc())
            .limit(limit)
        )
        for row in session.scalars(query):
            yield row.id, Entry(
                self.kind, row.filed_at, row.radicado, what=row.kind, about=row.subject,
                state=row.state, due_on=row.due_on if row.unfinished else None,
                call_id=row.call_id,
            )  # fmt: skip


class Damages(Source):
    """Damages reported for the account."""

    kind = Kind.DAMAGE
    at, key = store.DamageReport.opened_at, store.DamageReport.id

    def _entries(
        self, session: Session, whose: Whose, today: date, behind: ColumnElement[bool], limit: int
    ) -> Iterable[tuple[Key, Entry]]:
        report = store.DamageReport
        query = (
            select(report)
            .where(report.account_id == whose.account_id, behind)
            .order_by(report.opened_at.desc(), report.id.desc())
            .limit(limit)
        )
        for row in session.scalars(query):
            yield row.id, Entry(
                self.kind, row.opened_at, row.ticket, what=row.service, about=row.kind,
                state=row.state, note=row.closing or None, call_id=row.call_id,
            )  # fmt: skip


class Payments(Source):
    """Payments received for the account, each with where it was made."""

    kind = Kind.PAYMENT
    at, key = store.Payment.paid_at, store.Payment.id

    def _entries(
        self, session: Session, whose: Whose, today: date, behind: ColumnElement[bool], limit: int
    ) -> Iterable[tuple[Key, Entry]]:
        payment, point = store.Payment, store.PaymentPoint
        query = (
            select(payment, point.name)
            .outerjoin(point, point.id == payment.point_id)
            .where(payment.account_id == whose.account_id, behind)
            .order_by(payment.paid_at.desc(), payment.id.desc())
            .limit(limit)
        )
        for row, where in session.execute(query):
            yield row.id, Entry(self.kind, row.paid_at, str(row.id), about=where, amount=row.amount)


class PaidInvoices(Source):
    """Invoices that an import told to be paid, of which no payment tells."""

    kind = Kind.PAYMENT
    at, key = store.Invoice.paid_at, store.Invoice.id

    def _entries(
        self, session: Session, whose: Whose, today: date, behind: ColumnElement[bool], limit: int
    ) -> Iterable[tuple[Key, Entry]]:
        invoice = store.Invoice
        told = select(store.Payment.id).where(store.Payment.invoice_id == invoice.id)
        query = (
            select(invoice)
            .where(invoice.account_id == whose.account_id, invoice.paid_at.is_not(None))
            .where(~told.exists(), behind)
            .order_by(invoice.paid_at.desc(), invoice.id.desc())
            .limit(limit)
        )
        for row in session.scalars(query):
            assert row.paid_at is not None
            yield row.id, Entry(self.kind, row.paid_at, row.number, amount=row.total)


class Promises(Source):
    """Payment promises of the account, kept or broken as payments tell."""

    kind = Kind.PROMISE
    at, key = store.PaymentPromise.made_at, store.PaymentPromise.id

    def _entries(
        self, session: Session, whose: Whose, today: date, behind: ColumnElement[bool], limit: int
    ) -> Iterable[tuple[Key, Entry]]:
        promise = store.PaymentPromise
        query = (
            select(promise)
            .where(promise.account_id == whose.account_id, behind)
            .order_by(promise.made_at.desc(), promise.id.desc())
            .limit(limit)
        )
        for one in promises.told(session, session.scalars(query).all(), today):
            yield one.id, Entry(
                self.kind, one.made_at, str(one.id), state=one.state, amount=one.amount,
                due_on=one.due_on, agent=one.made_with, call_id=one.call_id,
            )  # fmt: skip


class Surveys(Source):
    """What the caller answered after their calls."""

    kind = Kind.SURVEY
    of_account = False
    at, key = store.Survey.invited_at, store.Survey.id

    def _entries(
        self, session: Session, whose: Whose, today: date, behind: ColumnElement[bool], limit: int
    ) -> Iterable[tuple[Key, Entry]]:
        survey, call, agent = store.Survey, store.Call, store.Agent
        theirs = [
            select(call.call_id).where(column == value)
            for column, value in ((call.number, whose.number), (call.account_id, whose.account_id))
            if value is not None
        ]
        if not theirs:
            return
        query = (
            select(survey, agent.name)
            .outerjoin(agent, agent.id == survey.agent_id)
            .where(survey.call_id.in_(union(*theirs)), survey.accepted.is_(True), behind)
            .order_by(survey.invited_at.desc(), survey.id.desc())
            .limit(limit)
        )
        for row, name in session.execute(query):
            yield row.id, Entry(
                self.kind, row.invited_at, str(row.id), what=row.flow, agent=name,
                agent_id=row.agent_id, score=row.csat, resolved=row.resolved,
                call_id=row.call_id,
            )  # fmt: skip


def _of_call(one: CallLine, recorded: float | None) -> Entry:
    return Entry(
        Kind.CALL, one.started_at, one.call_id, what=one.intent or one.reason,
        about=one.disposition, state=one.outcome, agent=one.agent, agent_id=one.agent_id,
        note=one.note, seconds=one.seconds, recorded=recorded, call_id=one.call_id,
    )  # fmt: skip


_IN_ORDER: tuple[type[Source], ...] = (
    Surveys,
    Calls,
    RecordedCalls,
    Cases,
    Damages,
    Promises,
    Payments,
    PaidInvoices,
)
SOURCES: tuple[Source, ...] = tuple(source(rank) for rank, source in enumerate(_IN_ORDER))
"""Every source, in the order in which things of one moment are shown."""
