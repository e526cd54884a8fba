"""What of a person's data is shown to whom: who works on cases sees them, others their endings."""

from __future__ import annotations

import re
from dataclasses import replace

from cti.web.access import Right, has
from ivr.phone_number import masked
from ivr.services.agents import SignedIn
from ivr.services.drafts import Draft
from ivr.services.pqrs import CaseInFull, CaseLine, Person

_NUMBER = re.compile(r"\d(?:[\d .-]{2,}\d)")


def sees_people(person: SignedIn) -> bool:
    """Whether somebody sees who filed a case, in full."""
    return has(person, Right.WORK_CASES)


def shown_line(case: CaseLine, person: SignedIn) -> CaseLine:
    """A case of a list as somebody may see it."""
    if sees_people(person):
        return case
    return replace(case, petitioner=initials(case.petitioner))


def shown_case(case: CaseInFull, person: SignedIn) -> CaseInFull:
    """A case as somebody may see it; who received it sees it as it was told to them."""
    if sees_people(person) or case.received_by_id == person.agent.id:
        return case
    return replace(case, person=_masked(case.person), told=ends_of_numbers(case.told))


def shown_draft(draft: Draft, person: SignedIn) -> Draft:
    """A draft as somebody may see it."""
    if sees_people(person):
        return draft
    return replace(draft, fields={k: ends_of_numbers(v) for k, v in draft.fields.items()})


def initials(name: str) -> str:
    """«María Gómez» as «M. G.»."""
    return " ".join(f"{part[0]}." for part in name.split())


def ends_of_numbers(text: str) -> str:
    """A text in which every longer number is its last three digits."""
    return _NUMBER.sub(lambda found: masked(found.group()), text)


def _masked(person: Person) -> Person:
    name, _, domain = person.email.partition("@")
    return replace(
        person,
        name=initials(person.name),
        document=masked(person.document),
        representative=initials(person.representative),
        representative_document=masked(person.representative_document),
        phone=masked(person.phone),
        email=f"{name[:1]}•••@{domain}" if domain else "",
        address="•••" if person.address else "",
        email_authorisation=None,
    )
