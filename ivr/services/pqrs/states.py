"""What may be done with a case in which state, and what it becomes: one table."""

from __future__ import annotations

from enum import StrEnum

from ivr.errors import Refused
from ivr.store import Case, CaseState

FILED, ASSIGNED, INCOMPLETE = CaseState.FILED, CaseState.ASSIGNED, CaseState.INCOMPLETE
ANSWERED, NOTIFIED, CLOSED = CaseState.ANSWERED, CaseState.NOTIFIED, CaseState.CLOSED
TRANSFERRED, WITHDRAWN = CaseState.TRANSFERRED, CaseState.WITHDRAWN

UNFINISHED = frozenset({FILED, ASSIGNED, INCOMPLETE, ANSWERED})


class Action(StrEnum):
    """What people do with a case."""

    ASSIGN = "assign"
    EXTEND = "extend"
    ASK_TO_COMPLETE = "ask_to_complete"
    GIVE_MONTH = "give_month"
    COMPLETE = "complete"
    WITHDRAW = "withdraw"
    TRANSFER = "transfer"
    ANSWER = "answer"
    NOTIFY = "notify"
    CLOSE = "close"
    REOPEN = "reopen"
    NOTE = "note"


TRANSITIONS: dict[Action, dict[CaseState, CaseState]] = {
    Action.ASSIGN: {
        FILED: ASSIGNED, ASSIGNED: ASSIGNED, INCOMPLETE: INCOMPLETE, ANSWERED: ANSWERED,
    },
    Action.EXTEND: {FILED: FILED, ASSIGNED: ASSIGNED},
    Action.ASK_TO_COMPLETE: {FILED: INCOMPLETE, ASSIGNED: INCOMPLETE},
    Action.GIVE_MONTH: {INCOMPLETE: INCOMPLETE},
    Action.COMPLETE: {INCOMPLETE: ASSIGNED},
    Action.WITHDRAW: {INCOMPLETE: WITHDRAWN},
    Action.TRANSFER: {FILED: TRANSFERRED, ASSIGNED: TRANSFERRED},
    Action.ANSWER: {FILED: ANSWERED, ASSIGNED: ANSWERED},
    Action.NOTIFY: {ANSWERED: NOTIFIED},
    Action.CLOSE: {NOTIFIED: CLOSED, TRANSFERRED: CLOSED, WITHDRAWN: CLOSED},
    Action.REOPEN: {
        NOTIFIED: ASSIGNED, CLOSED: ASSIGNED, TRANSFERRED: ASSIGNED, WITHDRAWN: ASSIGNED,
    },
    Action.NOTE: {state: state for state in CaseState},
}  # fmt: skip

LABELS: dict[CaseState, str] = {
    FILED: "radicado",
    ASSIGNED: "en trámite",
    INCOMPLETE: "por completar",
    ANSWERED: "respondido",
    NOTIFIED: "notificado",
    CLOSED: "cerrado",
    TRANSFERRED: "trasladado",
    WITHDRAWN: "desistido",
}


def state_label(state: CaseState) -> str:
    """The state in Spanish."""
    return LABELS[state]


def possible(state: CaseState) -> tuple[Action, ...]:
    """What may be done in that state."""
    return tuple(action for action, states in TRANSITIONS.items() if state in states)


def move(case: Case, action: Action) -> None:
    """Put the case into the state that the action leads to. Raises Refused."""
    becomes = TRANSITIONS[action].get(case.state)
    if becomes is None:
        raise Refused(f"el caso {case.radicado} está {LABELS[case.state]}: eso ya no se puede")
    if becomes is ASSIGNED and case.assigned_to is None:
        becomes = FILED
    case.state = becomes
    case.unfinished = becomes in UNFINISHED
