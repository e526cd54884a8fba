"""Two months of past calls, told as the line itself would have recorded them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from random import Random
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from ivr.demo import people
from ivr.demo.history import Known
from ivr.store import (
    Base,
    Built,
    Call,
    LeftBecause,
    Leg,
    LegRole,
    Outcome,
    PathStep,
    QueueStay,
    WrapUp,
)
from ivr.store.bulk import load

DAYS = 60
CALLS = 3_000
LINE = "6082770000"

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


@dataclass
class _Told:
    """The rows of all calls, by table."""

    calls: list[tuple[Any, ...]] = field(default_factory=list)
    legs: list[tuple[Any, ...]] = field(default_factory=list)
    stays: list[tuple[Any, ...]] = field(default_factory=list)
    steps: list[tuple[Any, ...]] = field(default_factory=list)
    wrap_ups: list[tuple[Any, ...]] = field(default_factory=list)

    def tables(self) -> Iterator[tuple[type[Base], tuple[str, ...], list[tuple[Any, ...]]]]:
        """Each table with its columns and rows, parents first."""
        yield Call, CALL_COLUMNS, self.calls
        yield Leg, LEG_COLUMNS, self.legs
        yield QueueStay, STAY_COLUMNS, self.stays
        yield PathStep, STEP_COLUMNS, self.steps
        yield WrapUp, WRAP_UP_COLUMNS, self.wrap_ups


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
    told = _Told()
    midnight = datetime.fromisoformat(f"{today}T05:00:00+00:00")  # in Bogotá
    for place in range(CALLS):
        days = rng.randrange(1, 9) if place < 2 * shown else rng.randrange(1, DAYS)
        seconds = int(rng.triangular(6.5, 20, 10) * 3600)
        at = midnight - timedelta(days=days) + timedelta(seconds=seconds)
        account = known[place % shown] if place < 2 * shown else rng.choice(known)
        _call(
            told, rng, at, account if rng.random() < 0.85 or place < 2 * shown else None, agent_ids
        )
    for model, columns, rows in told.tables():
        load(session, model, columns, rows)


def _call(
    told: _Told, rng: Random, at: datetime, account: Known | None, agent_ids: list[int]
) -> None:
    call_id = _uuid7(rng, at)
    number = account.phone if account and account.phone else people.mobile(rng)
    intent, label, key, _ = rng.choices(WISHES, [weight for *_, weight in WISHES])[0]
    chance = rng.random()
    asks = "asked" if chance < 0.5 else None
    steps: list[tuple[int, str, str | None, str | None, str | None]] = [
        (1, "said", "bienvenida.saludo", None, None),
        (14, "chosen", "menu.principal", key, label),
        (14, "intent", None, intent, label),
    ]
    level = 0
    if intent == "factura" and account:
        level = 2
        steps.append((36, "verified", None, None, "Se verificó su identidad"))
    talked = rng.randrange(45, 420)
    if asks or intent not in ("factura", "dano"):
        steps.append((40, "transfer", None, None, "Pasa a un asesor"))
        waited = int(rng.expovariate(1 / 28))
        queued = at + timedelta(seconds=41)
        if waited > 75 or not agent_ids:
            outcome, length = Outcome.ABANDONED_QUEUE, 41 + waited
            told.stays.append(
                (call_id, "attention", queued, queued + timedelta(seconds=waited),
                 LeftBecause.ABANDONED, 1 + waited // 40)
            )  # fmt: skip
            agent_id = None
        else:
            outcome, length = Outcome.AGENT, 41 + waited + talked
            agent_id = rng.choice(agent_ids)
            _answered(told, rng, call_id, queued, waited, talked, agent_id, intent)
    else:
        agent_id = None
        served = level == 2 or intent == "dano"
        outcome = Outcome.SELF_SERVICE if served else Outcome.ABANDONED_IVR
        length = rng.randrange(50, 110) if served else rng.randrange(8, 40)
        if served:
            steps.append(
                (length - 5, "done", None, None, "Supo cuánto debe" if level else "Hizo su reporte")
            )
    ended = at + timedelta(seconds=length)
    told.calls.append(
        (call_id, number, False, LINE, account.id if account else None, level or int(account is not None),
         agent_id, intent, asks, at, at, ended, None if agent_id else outcome, outcome, Built.LIVE)
    )  # fmt: skip
    told.legs.append(
        (
            call_id,
            f"{at.timestamp():.0f}.{len(told.legs)}",
            LegRole.CALLER,
            None,
            at,
            at,
            ended,
            16,
            False,
        )
    )
    told.steps.extend(
        (
            call_id,
            "line",
            position,
            at + timedelta(seconds=after),
            kind,
            prompt,
            heard,
            1.0 if heard else None,
            name,
        )
        for position, (after, kind, prompt, heard, name) in enumerate(steps)
        if after <= length
    )


def _answered(
    told: _Told,
    rng: Random,
    call_id: str,
    queued: datetime,
    waited: int,
    talked: int,
    agent_id: int,
    intent: str,
) -> None:
    """An agent took the call and noted how it went."""
    answered = queued + timedelta(seconds=waited)
    ended = answered + timedelta(seconds=talked)
    told.stays.append(
        (call_id, "attention", queued, answered, LeftBecause.ANSWERED, 1 + waited // 40)
    )
    rang = answered - timedelta(seconds=min(waited, 6))
    told.legs.append(
        (call_id, f"{rang.timestamp():.0f}.{len(told.legs)}", LegRole.AGENT, agent_id, rang, answered,
         ended, 16, False)
    )  # fmt: skip
    disposition, note = rng.choice(NOTES[intent])
    told.wrap_ups.append((call_id, agent_id, disposition, note, ended + timedelta(seconds=20)))


def _uuid7(rng: Random, at: datetime) -> str:
    milliseconds = int(at.timestamp() * 1000)
    value = milliseconds << 80 | 7 << 76 | rng.getrandbits(12) << 64
    return str(UUID(int=value | 2 << 62 | rng.getrandbits(62)))
