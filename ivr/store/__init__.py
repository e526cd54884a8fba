"""The store: tables, units of work, migrations. Services alone ask it questions."""

from ivr.store.accounts import Account, AccountPhone, Service
from ivr.store.agents import (
    Agent,
    AgentSession,
    AgentState,
    AgentStateChange,
    Desk,
    LoginFailure,
    Role,
    Skill,
)
from ivr.store.base import Base
from ivr.store.calls import (
    Built,
    Call,
    LeftBecause,
    Leg,
    LegRole,
    Outcome,
    PathStep,
    QueueStay,
)
from ivr.store.cases import Case, CaseEntry, CaseKind, CaseState
from ivr.store.damage import DamageReport, DamageState
from ivr.store.database import Store
from ivr.store.identity import IdentityAttempt, IdentitySalt, Verification
from ivr.store.invoices import Invoice
from ivr.store.messages import Message, MessageState
from ivr.store.outages import Outage
from ivr.store.outbox import OutboxEvent
from ivr.store.payments import Payment, PaymentPoint
from ivr.store.staff_settings import StaffSetting
from ivr.store.wrap_ups import Disposition, WrapUp
from ivr.store.zones import Zone, ZoneKind

__all__ = [
    "Account",
    "AccountPhone",
    "Agent",
    "AgentSession",
    "AgentState",
    "AgentStateChange",
    "Base",
    "Built",
    "Call",
    "Case",
    "CaseEntry",
    "CaseKind",
    "CaseState",
    "DamageReport",
    "DamageState",
    "Desk",
    "Disposition",
    "IdentityAttempt",
    "IdentitySalt",
    "Invoice",
    "LeftBecause",
    "Leg",
    "LegRole",
    "LoginFailure",
    "Message",
    "MessageState",
    "Outage",
    "OutboxEvent",
    "Outcome",
    "PathStep",
    "Payment",
    "PaymentPoint",
    "QueueStay",
    "Role",
    "Service",
    "Skill",
    "StaffSetting",
    "Store",
    "Verification",
    "WrapUp",
    "Zone",
    "ZoneKind",
]
