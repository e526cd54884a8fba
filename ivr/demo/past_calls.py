"""Two months of past calls, told as the line itself would have recorded them."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta
from random import Random

from sqlalchemy.orm import Session

from ivr.clock import BOGOTA
from ivr.demo import callbacks, people, promises
from ivr.demo.call_rows import Caller, Rows, leg, record, uuid7, walk
from ivr.demo.history import Known
from ivr.demo.surveys import ask
from ivr.store import LeftBecause, LegRole, OfferEnd, Outcome, SurveyOrigin

DAYS = 60
CALLS, CALLS_TODAY = 3_000, 60
OVER_WITHIN = timedelta(minutes=15)
"""The longest of them: what begins later than so long ago is not over."""
ASKED = "Pidió un asesor"

WISHES = (
    ("factura", "Factura y pagos", "2", 46),
    ("dano", "Reportar un daño", "1", 24),
    ("pqrs", "Peticiones, quejas, reclamos y sugerencias", "3", 14),
    ("radicado", "Consultar un radicado", "4", 9),
    ("oficina", "Oficinas y trámites", "5", 7),
)
ALONE = {
    "factura": (0.75, "Supo cuánto debe"),
    "dano": (0.45, "Reportó un daño"),
    "pqrs": (0.35, "Radicó su solicitud"),
    "radicado": (0.55, "Supo cómo va su solicitud"),
    "oficina": (0.0, ""),
}
"""How many are served by the line alone, and what they got."""
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


def past_calls(
    session: Session,
    rng: Random,
    now: datetime,
    known: list[Known],
    agent_ids: list[int],
    *,
    shown: int,
) -> None:
    """Write the calls of the last two months; the first ``shown`` accounts called recently.

    Of today's those that are over by ``now``.
    """
    rows = Rows()
    midnight = datetime.combine(now.astimezone(BOGOTA).date(), time(5), UTC)  # in Bogotá
    promises.made(rows, rng, midnight, known, agent_ids)
    for place in range(CALLS + CALLS_TODAY):
        for_show = place < 2 * shown
        days = rng.randrange(1, 9) if for_show else rng.randrange(1, DAYS)
        at = (
            midnight
            - timedelta(days=days if place < CALLS else 0)
            + timedelta(seconds=int(rng.triangular(6, 20, 10) * 3600))
        )
        account = known[place % shown] if for_show else rng.choice(known)
        caller = _caller(rng, at, account if for_show or rng.random() < 0.85 else None)
        if at > now - OVER_WITHIN:
            continue
        if rng.random() < ALONE[caller.intent][0]:
            _served_alone(rows, rng, caller)
        else:
            _asked_for_a_person(rows, rng, caller, rng.choice(agent_ids))
    callbacks.kept(rows, rng, midnight, known, agent_ids)
    callbacks.owed(rows, rng, now)
    rows.write(session)


def _caller(rng: Random, at: datetime, account: Known | None) -> Caller:
    intent, label, key, _ = rng.choices(WISHES, [weight for *_, weight in WISHES])[0]
    number = account.phone if account and account.phone else people.mobile(rng)
    return Caller(uuid7(rng, at), at, number, account, intent, label, key)


def _served_alone(rows: Rows, rng: Random, caller: Caller) -> None:
    """The machine was enough, or the caller left it."""
    if caller.intent == "factura" and not caller.verifies:
        walk(rows, caller)
        record(rows, caller, rng.randrange(16, 40), Outcome.ABANDONED_IVR)
        return
    seconds = rng.randrange(50, 110)
    walk(rows, caller, (seconds - 5, "done", None, caller.intent, ALONE[caller.intent][1]))
    record(rows, caller, seconds, Outcome.SELF_SERVICE, noted=Outcome.SELF_SERVICE)
    ask(rows, rng, caller, caller.at + timedelta(seconds=seconds), SurveyOrigin.SELF_SERVICE)


def _asked_for_a_person(rows: Rows, rng: Random, caller: Caller, agent_id: int) -> None:
    """Waited in the queue, for an agent or in vain."""
    walk(rows, caller, (40, "transfer", None, "attention", ASKED))
    waited = int(rng.expovariate(1 / 28))
    queued, position = caller.at + timedelta(seconds=41), 1 + waited // 40
    left = queued + timedelta(seconds=waited)
    if waited > 75:
        rows.stays.append(
            (caller.call_id, "attention", queued, left, LeftBecause.ABANDONED, position)
        )
        rows.offers.append((caller.call_id, "attention", queued, OfferEnd.ABANDONED, waited, 0, 0))
        record(rows, caller, 41 + waited, Outcome.ABANDONED_QUEUE, reason=ASKED)
        return
    talked = rng.randrange(45, 420)
    ended = left + timedelta(seconds=talked)
    rang = left - timedelta(seconds=min(waited, 6))
    rows.stays.append((caller.call_id, "attention", queued, left, LeftBecause.ANSWERED, position))
    rows.offers.append((caller.call_id, "attention", queued, OfferEnd.ANSWERED, waited, talked, 0))
    record(rows, caller, 41 + waited + talked, Outcome.AGENT, reason=ASKED, agent_id=agent_id)
    leg(rows, caller, LegRole.AGENT, rang, left, ended, agent_id)
    disposition, note = rng.choice(NOTES[caller.intent])
    noted_at = ended + timedelta(seconds=20)
    rows.wrap_ups.append((caller.call_id, agent_id, disposition, note, noted_at))
    ask(rows, rng, caller, ended, SurveyOrigin.AGENT, agent_id)
