"""Agents: signing in, desks, states, wrap-ups; one import for all of them."""

from ivr.services.agents.desks import DeskLease, ensure_desks, release_desk, take_desk
from ivr.services.agents.people import (
    Agent,
    by_id,
    by_user,
    create,
    everyone,
    set_active,
    set_password,
)
from ivr.services.agents.sign_in import (
    LogIn,
    LoginOutcome,
    PasswordCheck,
    SignedIn,
    check_password,
    log_in,
    log_out,
    session_for,
    sweep,
)
from ivr.services.agents.states import Figures, figures_today, set_state
from ivr.services.agents.wrap_ups import wrap_up
from ivr.services.dispositions import Disposition, dispositions
from ivr.store import AgentState, Role

__all__ = [
    "Agent",
    "AgentState",
    "DeskLease",
    "Disposition",
    "Figures",
    "LogIn",
    "LoginOutcome",
    "PasswordCheck",
    "Role",
    "SignedIn",
    "by_id",
    "by_user",
    "check_password",
    "create",
    "dispositions",
    "ensure_desks",
    "everyone",
    "figures_today",
    "log_in",
    "log_out",
    "release_desk",
    "session_for",
    "set_active",
    "set_password",
    "set_state",
    "sweep",
    "take_desk",
    "wrap_up",
]
