"""Two months of past calls, told as the line itself would have recorded them."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from random import Random
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from ivr.demo import people
from ivr.demo.history import Known
from ivr.store import (
    Built,
    Call,
    LeftBecause,
    Leg,
    LegRole,
    Offer,
    OfferEnd,
    Outcome,
    PathStep,
    QueueStay,
    WrapUp,
)
from ivr.store.bulk import load

DAYS = 60
CALLS = 3_000
LINE = "6082770000"
ASKED = "Pidió un asesor"
NORMAL_CLEARING = 16  # Q.850

Row = tuple[Any, ...]
Step = tuple[int, str, str | None, str | None, str | None]

CALL_COLUMNS = (
    "call_id",
    "number",
    "withheld",
    "dialled",
    "account_id",
    "identity_level",
    "agent_id",
    "intent",
    "reason",
    "started_at",
    "answered_at",
    "ended_at",
    "noted",
    "ended_how",
    "built",
)
LEG_COLUMNS = (
    "call_id",
    "channel",
    "role",
    "agent_id",
    "rang_at",
    "answered_at",
    "ended_at",
    "hangup_cause",
    "missed",
)
STAY_COLUMNS = ("call_id", "queue", "entered_at", "left_at", "reason", "position")
OFFER_COLUMNS = ("call_id", "queue", "entered_at", "ended", "wait", "talk", "hold")
STEP_COLUMNS = (
    "call_id",
    "writer",
    "position",
    "at",
    "kind",
    "prompt",
    "heard",
    "confidence",
    "label",
)
WRAP_UP_COLUMNS = ("call_id", "agent_id", "disposition", "note", "at")

WISHES = (
    ("factura", "Factura y pagos", "2", 46),
    ("dano", "Reportar un daño", "1", 24),
    ("pqrs", "Peticiones, quejas, reclamos y sugerencias", "3", 14),
    ("radicado", "Consultar un radicado", "4", 9),
    ("oficina", "Oficinas y trámites", "5", 7),
)
NOTES = {
    "factura": (
        ("factura.consumo_alto", "Pregunta por el consumo alto; se le explica la lectura."),
        ("pago.acuerdo", "Quiere un acuerdo de pago en tres cuotas."),
        ("pago.no_aplicado", "Pagó el viernes y no lo ve reflejado. Envía el comprobante."),
        ("factura.duplicado", "Pide duplicado de la factura al correo."),
    ),
    "dano": (
        ("dano.reportado", "Fuga frente a la casa. Queda el reporte."),
        ("dano.seguimiento", "Pregunta cuándo vuelve el agua. Se le da la hora estimada."),
    ),
    "pqrs": (
        ("pqrs.radicada", "Reclama el cobro de la reconexión. Se radica."),
        ("pqrs.orientacion", "Se le orienta sobre los requisitos; llama después."),
    ),
    "radicado": (("pqrs.estado", "Se le informa el estado de su radicado."),),
    "oficina": (("tramite.informacion", "Horario y dirección de la sede principal."),),
}


@dataclass(frozen=True)
class _Rows:
    """The rows of all calls, by table."""

    calls: list[Row] = field(default_factory=list)
    legs: list[Row] = field(default_factory=list)
    stays: list[Row] = field(default_factory=list)
    offers: list[Row] = field(default_factory=list)
    steps: list[Row] = field(default_factory=list)
    wrap_ups: list[Row] = field(default_factory=list)


@dataclass(frozen=True)
class _Caller:
    """One call as it begins: from which telephone, for which account, wanting what."""

    call_id: str
    at: datetime
    number: str
    account: Known | None
    intent: str
    label: str
    key: str

    @property
    def verifies(self) -> bool:
        """Whether this caller gives the second datum."""
        return self.intent == "factura" and self.account is not None


def past_calls(
    session: Session,
    rng: Random,
    today: date,
    known: list[Known],
    agent_ids: list[int],
    *,
    shown: int,
) -> None:
    """Write the calls of the last two months; the first ``shown`` accounts called recently."""
    rows = _Rows()
    midnight = datetime.combine(today, time(5), UTC)  # in Bogotá
    for place in range(CALLS):
        for_show = place < 2 * shown
        days = rng.randrange(1, 9) if for_show else rng.randrange(1, DAYS)
        at = (
            midnight
            - timedelta(days=days)
            + timedelta(seconds=int(rng.triangular(6, 20, 10) * 3600))
        )
        account = known[place % shown] if for_show else rng.choice(known)
        caller = _caller(rng, at, account if for_show or rng.random() < 0.85 else None)
        if caller.intent == "factura" and rng.random() < 0.75:
            _served_alone(rows, rng, caller)
        else:
            _asked_for_a_person(rows, rng, caller, rng.choice(agent_ids))
    load(session, Call, CALL_COLUMNS, rows.calls)
    load(session, Leg, LEG_COLUMNS, rows.legs)
    load(session, QueueStay, STAY_COLUMNS, rows.stays)
    load(session, Offer, OFFER_COLUMNS, rows.offers)
    load(session, PathStep, STEP_COLUMNS, rows.steps)
    load(session, WrapUp, WRAP_UP_COLUMNS, rows.wrap_ups)


def _caller(rng: Random, at: datetime, account: Known | None) -> _Caller:
    intent, label, key, _ = rng.choices(WISHES, [weight for *_, weight in WISHES])[0]
    number = account.phone if account and account.phone else people.mobile(rng)
    return _Caller(_uuid7(rng, at), at, number, account, intent, label, key)


def _served_alone(rows: _Rows, rng: Random, caller: _Caller) -> None:
    """The machine was enough, or the caller left it."""
    if not caller.verifies:
        _walk(rows, caller)
        _record(rows, caller, rng.randrange(16, 40), Outcome.ABANDONED_IVR)
        return
    seconds = rng.randrange(50, 110)
    _walk(rows, caller, (seconds - 5, "done", None, None, "Supo cuánto debe"))
    _record(rows, caller, seconds, Outcome.SELF_SERVICE, noted=Outcome.SELF_SERVICE)


def _asked_for_a_person(rows: _Rows, rng: Random, caller: _Caller, agent_id: int) -> None:
    """Waited in the queue, for an agent or in vain."""
    _walk(rows, caller, (40, "transfer", None, "attention", ASKED))
    waited = int(rng.expovariate(1 / 28))
    queued, position = caller.at + timedelta(seconds=41), 1 + waited // 40
    left = queued + timedelta(seconds=waited)
    if waited > 75:
        rows.stays.append(
            (caller.call_id, "attention", queued, left, LeftBecause.ABANDONED, position)
        )
        rows.offers.append((caller.call_id, "attention", queued, OfferEnd.ABANDONED, waited, 0, 0))
        _record(rows, caller, 41 + waited, Outcome.ABANDONED_QUEUE, reason=ASKED)
        return
    talked = rng.randrange(45, 420)
    ended = left + timedelta(seconds=talked)
    rang = left - timedelta(seconds=min(waited, 6))
    rows.stays.append((caller.call_id, "attention", queued, left, LeftBecause.ANSWERED, position))
    rows.offers.append((caller.call_id, "attention", queued, OfferEnd.ANSWERED, waited, talked, 0))
    _record(rows, caller, 41 + waited + talked, Outcome.AGENT, reason=ASKED, agent_id=agent_id)
    _leg(rows, caller, LegRole.AGENT, rang, left, ended, agent_id)
    disposition, note = rng.choice(NOTES[caller.intent])
    noted_at = ended + timedelta(seconds=20)
    rows.wrap_ups.append((caller.call_id, agent_id, disposition, note, noted_at))


def _walk(rows: _Rows, caller: _Caller, *last: Step) -> None:
    steps: list[Step] = [
        (1, "said", "bienvenida.saludo", None, None),
        (14, "chosen", "menu.principal", caller.key, caller.label),
        (14, "intent", None, caller.intent, caller.label),
    ]
    if caller.verifies:
        steps.append((36, "verified", None, None, "Se verificó su identidad"))
    rows.steps.extend(
        (caller.call_id, "line", position, caller.at + timedelta(seconds=after), kind, prompt,
         heard, 1.0 if heard else None, label)
        for position, (after, kind, prompt, heard, label) in enumerate((*steps, *last))
    )  # fmt: skip


def _record(
    rows: _Rows,
    caller: _Caller,
    seconds: int,
    outcome: Outcome,
    *,
    noted: Outcome | None = None,
    reason: str | None = None,
    agent_id: int | None = None,
) -> None:
    ended = caller.at + timedelta(seconds=seconds)
    account_id = caller.account.id if caller.account else None
    level = 2 if caller.verifies else int(account_id is not None)
    rows.calls.append(
        (caller.call_id, caller.number, False, LINE, account_id, level, agent_id, caller.intent,
         reason, caller.at, caller.at, ended, noted, outcome, Built.LIVE)
    )  # fmt: skip
    _leg(rows, caller, LegRole.CALLER, caller.at, caller.at, ended)


def _leg(
    rows: _Rows,
    caller: _Caller,
    role: LegRole,
    rang: datetime,
    answered: datetime,
    ended: datetime,
    agent_id: int | None = None,
) -> None:
    channel = f"{rang.timestamp():.0f}.{len(rows.legs)}"
    rows.legs.append(
        (caller.call_id, channel, role, agent_id, rang, answered, ended, NORMAL_CLEARING, False)
    )


def _uuid7(rng: Random, at: datetime) -> str:
    milliseconds = int(at.timestamp() * 1000)
    value = milliseconds << 80 | 7 << 76 | rng.getrandbits(12) << 64
    return str(UUID(int=value | 2 << 62 | rng.getrandbits(62)))
