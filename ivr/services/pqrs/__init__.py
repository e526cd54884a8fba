"""PQRS: petitions, complaints, claims and suggestions, from their filing to their end."""

from ivr.services.pqrs.case import Case, CaseLine, CaseStatus, Entry
from ivr.services.pqrs.case_filing import (
    AnswerBy,
    CaseFiling,
    Contact,
    EmailAuthorisation,
    Petitioner,
    new_filing_id,
)
from ivr.services.pqrs.catalogue import Catalogue, Cause, CountsFrom, Kind, OnExpiry, load
from ivr.services.pqrs.deadlines import Due, due, filing_day, last_day_to_claim, months_after
from ivr.services.pqrs.finding import (
    Page,
    View,
    Wanted,
    by_radicado,
    counts,
    history,
    of_account,
    of_document,
    page,
    status,
)
from ivr.services.pqrs.in_full import Answer, CaseInFull, Person, in_full
from ivr.services.pqrs.posting import FiledCase, file, post, ruled
from ivr.services.pqrs.risk import AtRisk, Risk, at_risk
from ivr.services.pqrs.states import Action, state_label
from ivr.store import CaseKind, CaseState

__all__ = [
    "Action",
    "Answer",
    "AnswerBy",
    "AtRisk",
    "Case",
    "CaseFiling",
    "CaseInFull",
    "CaseKind",
    "CaseLine",
    "CaseState",
    "CaseStatus",
    "Catalogue",
    "Cause",
    "Contact",
    "CountsFrom",
    "Due",
    "EmailAuthorisation",
    "Entry",
    "FiledCase",
    "Kind",
    "OnExpiry",
    "Page",
    "Person",
    "Petitioner",
    "Risk",
    "View",
    "Wanted",
    "at_risk",
    "by_radicado",
    "counts",
    "due",
    "file",
    "filing_day",
    "history",
    "in_full",
    "last_day_to_claim",
    "load",
    "months_after",
    "new_filing_id",
    "of_account",
    "of_document",
    "page",
    "post",
    "ruled",
    "state_label",
    "status",
]
