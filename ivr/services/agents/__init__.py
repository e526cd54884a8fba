"""Agents: signing in, desks, states, wrap-ups; one import for all of them."""

from ivr.services.agents.desks import DeskLease, ensure_desks, release_desk, take_desk
from ivr.services.agents.identities import (
    Identity,
    Newcomers,
    NotKnown,
    log_in_by_identity,
)
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
from ivr.services.agents.standings import Standing, keep_standing, standings
from ivr.services.agents.states import set_state
from ivr.services.agents.telephones import set_telephone, set_telephone_of, telephone_of
from ivr.services.agents.wrap_ups import wrap_up
from ivr.services.dispositions import Disposition, dispositions
from ivr.store import AgentState, Role

__all__ = [
    "Agent",
    "AgentState",
    "DeskLease",
    "Disposition",
    "Identity",
    "LogIn",
    "LoginOutcome",
    "Newcomers",
    "NotKnown",
    "PasswordCheck",
    "Role",
    "SignedIn",
    "Standing",
    "by_id",
    "by_user",
    "check_password",
    "create",
    "dispositions",
    "ensure_desks",
    "everyone",
    "keep_standing",
    "log_in",
    "log_in_by_identity",
    "log_out",
    "release_desk",
    "session_for",
    "set_active",
    "set_password",
    "set_state",
    "set_telephone",
    "set_telephone_of",
    "standings",
    "sweep",
    "take_desk",
    "telephone_of",
    "wrap_up",
]
