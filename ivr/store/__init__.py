"""The store: tables, units of work, migrations. Services alone ask it questions."""

from ivr.store.accounts import Account, AccountPhone, Service
from ivr.store.agent_identities import AgentIdentity
from ivr.store.agent_standings import AgentStanding
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
from ivr.store.api_tokens import ApiToken, ApiUse
from ivr.store.base import Base
from ivr.store.calendar import DayOff, DayOffKind
from ivr.store.call_qualities import CallQuality
from ivr.store.callbacks import Attempt, Callback, CallbackState, CallLink, LinkKind
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
from ivr.store.cases import Case, CaseEntry, CaseKind, CaseState, CaseWord
from ivr.store.damage import DamageReport, DamageState
from ivr.store.database import Store
from ivr.store.drafts import Draft
from ivr.store.ethics import (
    EthicsEntry,
    EthicsEntryKind,
    EthicsFailures,
    EthicsMode,
    EthicsReport,
    EthicsSalt,
    EthicsSound,
    EthicsSoundKind,
    EthicsState,
)
from ivr.store.hours import OpeningHours
from ivr.store.identity import IdentityAttempt, IdentitySalt, Verification
from ivr.store.invoices import Invoice
from ivr.store.messages import Message, MessageState
from ivr.store.monitorings import Monitoring, MonitorMode
from ivr.store.numbers import NumberBlock, NumberSeries, VoidedNumber
from ivr.store.offers import Hold, Offer, OfferEnd
from ivr.store.outages import Outage
from ivr.store.outbound import (
    ContactChannel,
    ContactMade,
    ContactPurpose,
    ContactRefusal,
    ContactRule,
    DeliveryState,
    OutboundMessage,
)
from ivr.store.outbox import OutboxEvent
from ivr.store.payments import Payment, PaymentPoint
from ivr.store.promises import PaymentPromise
from ivr.store.queue_places import QueuePlace
from ivr.store.recordings import Recording, RecordingAccess
from ivr.store.staff_settings import StaffSetting
from ivr.store.surveys import Survey, SurveyOrigin
from ivr.store.tasks import Task
from ivr.store.telephones import AgentTelephone
from ivr.store.transcripts import Transcript, TranscriptOrigin, TranscriptState, TranscriptWord
from ivr.store.wrap_ups import Disposition, WrapUp
from ivr.store.zones import Zone, ZoneKind

__all__ = [
    "Account",
    "AccountPhone",
    "Agent",
    "AgentIdentity",
    "AgentSession",
    "AgentStanding",
    "AgentState",
    "AgentStateChange",
    "AgentTelephone",
    "ApiToken",
    "ApiUse",
    "Attempt",
    "Base",
    "Built",
    "Call",
    "CallLink",
    "CallQuality",
    "Callback",
    "CallbackState",
    "Case",
    "CaseEntry",
    "CaseKind",
    "CaseState",
    "CaseWord",
    "ContactChannel",
    "ContactMade",
    "ContactPurpose",
    "ContactRefusal",
    "ContactRule",
    "DamageReport",
    "DamageState",
    "DayOff",
    "DayOffKind",
    "DeliveryState",
    "Desk",
    "Disposition",
    "Draft",
    "EthicsEntry",
    "EthicsEntryKind",
    "EthicsFailures",
    "EthicsMode",
    "EthicsReport",
    "EthicsSalt",
    "EthicsSound",
    "EthicsSoundKind",
    "EthicsState",
    "Hold",
    "IdentityAttempt",
    "IdentitySalt",
    "Invoice",
    "LeftBecause",
    "Leg",
    "LegRole",
    "LinkKind",
    "LoginFailure",
    "Message",
    "MessageState",
    "MonitorMode",
    "Monitoring",
    "NumberBlock",
    "NumberSeries",
    "Offer",
    "OfferEnd",
    "OpeningHours",
    "Outage",
    "OutboundMessage",
    "OutboxEvent",
    "Outcome",
    "PathStep",
    "Payment",
    "PaymentPoint",
    "PaymentPromise",
    "QueuePlace",
    "QueueStay",
    "Recording",
    "RecordingAccess",
    "Role",
    "Service",
    "Skill",
    "StaffSetting",
    "Store",
    "Survey",
    "SurveyOrigin",
    "Task",
    "Transcript",
    "TranscriptOrigin",
    "TranscriptState",
    "TranscriptWord",
    "Verification",
    "VoidedNumber",
    "WrapUp",
    "Zone",
    "ZoneKind",
]
