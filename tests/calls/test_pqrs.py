"""A PQRS through a real Asterisk: told, filed, its radicado heard, and followed afterwards."""

from __future__ import annotations

import re

from sqlalchemy import select

from ivr.clock import BOGOTA
from ivr.store import Case, CaseKind, Draft, Recording, Store
from tests.calls import tones
from tests.calls.call import Call
from tests.calls.traces import holding
from tests.running.line import WELCOME, RunningLine, eventually
from tests.running.patience import PATIENCE

VOICE = tones.tone(440, 1.5)
SERVICES = ("Acueducto", "Alcantarillado", "Aseo", "Alumbrado público", "Atención y trámites")
WAYS = ("en la oficina", "por teléfono")


async def told(line: RunningLine, call: Call) -> None:
    """From the main menu to the account told and taken."""
    await call.hears(*line.say(*WELCOME))
    await call.press("3")
    await call.hears(*line.say("pqrs.inicio", "pqrs.nombre"))
    await call.press("1")
    await call.hears(line.says("pqrs.tipo"))
    await call.press("2")
    await call.hears(line.says("pqrs.servicio", opciones=SERVICES))
    await call.press("5")
    await call.hears(line.says("pqrs.decir_nombre"))
    await call.hears_beep()
    await call.say(VOICE)
    await call.press("#")
    await call.hears(line.says("pqrs.relato"))
    await call.hears_beep()
    await call.say(VOICE)


def case_of(store: Store, phone: str) -> Case | None:
    with store.reading() as session:
        case = session.scalar(select(Case).where(Case.phone == f"+57{phone}"))
        if case is not None:
            session.expunge(case)
        return case


async def test_a_complaint_is_filed_and_followed(line: RunningLine) -> None:
    async with line.phone() as phone:
        call = await phone.dial()
        await told(line, call)
        await call.press("#")
        await call.hears(line.says("pqrs.revisar"))
        await call.press("1")
        await call.hears(line.says("pqrs.contacto", ult3=phone.number[-3:]))
        await call.press("1")
        await call.hears(line.says("pqrs.notificacion", opciones=WAYS))
        await call.press("1")
        await call.hears(line.says("pqrs.sms"))
        await call.press("2")
        case = await eventually(lambda: case_of(line.store, phone.number), PATIENCE, "the case")
        at = case.filed_at.astimezone(BOGOTA)
        await call.hears(
            line.says("pqrs.radicado", fecha=at.date(), hora=at.time(), radicado=case.radicado)
        )
        deadline = line.says("pqrs.plazo", fecha_limite=case.due_on, n=case.working_days)
        await call.hears_at_last(deadline)
        await call.hears(line.says("pqrs.despues"))
        await call.press("1")
        await call.hears(line.says("menu.opciones"))
        await call.press("4")
        await call.hears(line.says("radicado.como"))
        await call.press("1")
        await call.hears(line.says("radicado.pedir"))
        await call.press(f"{case.radicado}#")
        await call.hears(line.says("radicado.tramite", clase="queja", fecha_limite=case.due_on))
        await call.hang_up()
    assert (case.kind, case.service, len(case.narrative)) == (CaseKind.COMPLAINT, "atencion", 2)
    record = await line.record(phone.number, lambda record: record.ended_at is not None)
    assert record.outcome == "self_service"


async def test_who_hangs_up_while_telling_it_leaves_a_draft(line: RunningLine) -> None:
    async with line.phone() as phone:
        call = await phone.dial()
        await told(line, call)
        await call.hang_up()
    record = await line.record(phone.number, lambda record: record.ended_at is not None)

    def kept() -> Draft | None:
        with line.store.reading() as session:
            draft = session.scalar(select(Draft).where(Draft.call_id == record.call_id))
            if draft is not None:
                session.expunge(draft)
            return draft

    draft = await eventually(kept, PATIENCE, "the draft")
    assert draft.fields["Tipo"] == "Queja"
    assert len(draft.recorded) == 2


async def test_nothing_leads_from_an_anonymous_petition_to_its_call(line: RunningLine) -> None:
    async with line.phone() as phone:
        call = await phone.dial()
        await call.hears(*line.say(*WELCOME))
        await call.press("3")
        await call.hears(*line.say("pqrs.inicio", "pqrs.nombre"))
        await call.press("2")
        await call.hears(*line.say("pqrs.anonima", "pqrs.tipo"))
        await call.press("4")
        await call.hears(line.says("pqrs.servicio", opciones=SERVICES))
        await call.press("5")
        await call.hears(line.says("pqrs.relato"))
        await call.hears_beep()
        await call.say(VOICE)
        await call.press("#")
        await call.hears(line.says("pqrs.revisar"))
        await call.press("1")
        await call.hears_at_last(line.says("pqrs.despues"))
        await call.hang_up()
    record = await line.record(phone.number, lambda record: record.ended_at is not None)
    case = await eventually(lambda: anonymous_case(line.store), PATIENCE, "the case")
    (told,) = case.narrative
    entry = await eventually(lambda: recording(line.store, told), PATIENCE, "the recording")
    assert (record.outcome, record.intent) == ("self_service", "pqrs")
    assert (case.call_id, entry.call_id, entry.kind) == (None, None, "anonymous")
    assert record.call_id not in told
    path = repr(record.steps)
    assert not [word for word in (case.radicado, "Sugerencia", "pqrs.relato") if word in path]
    assert not [place for place in holding(line, re.compile(told.encode())) if "/log/" in place]


def anonymous_case(store: Store) -> Case | None:
    with store.reading() as session:
        case = session.scalar(select(Case).where(Case.anonymous))
        if case is not None:
            session.expunge(case)
        return case


def recording(store: Store, name: str) -> Recording | None:
    with store.reading() as session:
        row = session.scalar(select(Recording).where(Recording.name == name))
        if row is not None:
            session.expunge(row)
        return row
