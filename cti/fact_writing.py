"""Each fact of the tracker, or of CEL, as the services of the call log take it."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from cti.tracker import (
    CallBegan,
    CallOver,
    CallStepped,
    CallTransferred,
    Fact,
    LegAnswered,
    LegEnded,
    LegHeld,
    LegRang,
    QueueEntered,
    QueueLeft,
)
from ivr.call import PathStep
from ivr.services import calls, placed_calls
from ivr.services.calls import Built, LeftBecause, LegRole, Outcome

WRITER = "tracker"

HANDING_ON = {
    "consulting": "El {by} consultó {to}",
    "conference": "Conferencia de tres",
    "handed-back": "No la contestaron allí",
}
QUEUE_PLACES = {"attention": "a la cola de atención", "emergency": "a la cola de emergencias"}

LADDER_LABELS = {
    "key": "El sistema automático no respondió",
    "attention": "Esperó en la cola de atención sin pasar por el menú",
    "on-call": "Se llamó a la persona de turno",
    "message": "Se le pidió dejar un mensaje",
}

NOT_REACHED_LABELS = {"BUSY": "El teléfono estaba ocupado", "NOANSWER": "No contestó"}


def write_fact(session: Session, fact: Fact, built: Built) -> None:
    """Write one fact; written again, or by AMI and CEL both, it leaves the same record."""
    match fact:
        case CallBegan():
            calls.begin(session, fact.call_id, started_at=fact.at)
        case QueueEntered():
            calls.queue_entered(
                session, fact.call_id, fact.queue, at=fact.at, position=fact.position
            )
        case QueueLeft():
            calls.queue_left(
                session,
                fact.call_id,
                fact.queue,
                at=fact.at,
                reason=LeftBecause(fact.reason),
                entered_at=fact.entered_at,
            )
        case LegRang() | LegAnswered() | LegEnded():
            _write_leg(session, fact, built)
        case CallStepped():
            _write_step(session, fact)
        case CallTransferred():
            _add_step(session, fact.call_id, fact.at, "transfer", _handed_on(fact))
        case CallOver() if fact.whole:
            calls.end(session, fact.call_id, at=fact.at, built=built)
        case LegHeld():
            write_hold = calls.hold_began if fact.held else calls.hold_ended
            write_hold(session, fact.call_id, fact.leg.channel, at=fact.at)
        case CallOver():
            pass


def _write_leg(session: Session, fact: LegRang | LegAnswered | LegEnded, built: Built) -> None:
    channel = fact.leg.channel
    match fact:
        case LegRang():
            calls.leg_started(
                session,
                fact.call_id,
                channel,
                role=LegRole(fact.leg.role),
                at=fact.at,
                agent_id=fact.leg.agent_id,
            )
        case LegAnswered():
            if fact.leg.role == "caller":
                calls.begin(session, fact.call_id, started_at=fact.at, answered_at=fact.at)
                if built is Built.CEL:  # nobody may have been there to note it
                    placed_calls.reached(session, fact.call_id, None, fact.at)
            calls.leg_answered(session, fact.call_id, channel, at=fact.at)
        case LegEnded() if fact.why != "unknown":
            missed = fact.why == "ring_no_answer"
            calls.leg_ended(
                session, fact.call_id, channel, at=fact.at, cause=fact.cause, missed=missed
            )


def _write_step(session: Session, fact: CallStepped) -> None:
    if fact.step == "ladder":
        label = LADDER_LABELS.get(fact.detail, "Atendida por el sistema de respaldo")
        _add_step(session, fact.call_id, fact.at, "ladder", label)
    elif fact.step == "message":
        calls.set_outcome(session, fact.call_id, Outcome.LADDER_MESSAGE)
        _add_step(session, fact.call_id, fact.at, "ladder", "Dejó un mensaje")
    elif fact.step == "outbound-over":
        label = NOT_REACHED_LABELS.get(fact.detail, "No se pudo comunicar")
        _add_step(session, fact.call_id, fact.at, "not_reached", label)
    elif fact.step in HANDING_ON:
        by, _, to = fact.detail.partition(">")
        label = HANDING_ON[fact.step].format(by=desk_words(by), to=_place(to))
        _add_step(session, fact.call_id, fact.at, "transfer", label)
    elif fact.step == "desk-lost":
        _add_step(session, fact.call_id, fact.at, "transfer", "Se perdió la conexión con el puesto")


def _add_step(session: Session, call_id: str, at: datetime, kind: str, label: str) -> None:
    step = PathStep(at=at, kind=kind, label=label)
    calls.add_step_once(session, call_id, step, writer=WRITER)


def _handed_on(fact: CallTransferred) -> str:
    """A transfer in words; a number is never written out."""
    by = f"por el {desk_words(fact.by)} " if fact.by else ""
    return f"Transferida {by}{_place(fact.to)}"


def _place(name: str) -> str:
    if name.startswith(("desk-", "telephone-")):
        return f"al {desk_words(name)}"
    return QUEUE_PLACES.get(name, "a otro destino")


def desk_words(name: str) -> str:
    """A desk's telephone in words, by the name that the dialplan has for it."""
    if name.startswith("telephone-"):
        return f"teléfono {name.removeprefix('telephone-')}"
    return f"puesto {name.removeprefix('desk-')}"
