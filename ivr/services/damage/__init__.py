"""Damage reports: what callers say is broken, where, and what becomes of it."""

from ivr.services.damage.catalogue import DamageCatalogue, Danger, Kind, Suspicion, Utility
from ivr.services.damage.filing import DamageFiling, complete, file, post
from ivr.services.damage.nearby import Nearby, nearby
from ivr.services.damage.notices import tell_restored
from ivr.services.damage.reports import (
    DamageReport,
    ReportPage,
    assign,
    by_ticket,
    close,
    join,
    of_account,
    reopen,
    reports,
)
from ivr.services.damage.suspicion import Suspected, suspected

__all__ = [
    "DamageCatalogue",
    "DamageFiling",
    "DamageReport",
    "Danger",
    "Kind",
    "Nearby",
    "ReportPage",
    "Suspected",
    "Suspicion",
    "Utility",
    "assign",
    "by_ticket",
    "close",
    "complete",
    "file",
    "join",
    "nearby",
    "of_account",
    "post",
    "reopen",
    "reports",
    "suspected",
    "tell_restored",
]
