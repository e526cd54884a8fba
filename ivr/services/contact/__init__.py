"""Contacting people: when each may be, what was done, and who asked not to be.

``can_contact`` comes before every outbound contact, ``made`` after it.
"""

from ivr.services.contact.history import made, refuse, take_back
from ivr.services.contact.permission import Allowed, Why, can_contact
from ivr.services.contact.rules import Rule, read, rules_of, seed

__all__ = [
    "Allowed",
    "Rule",
    "Why",
    "can_contact",
    "made",
    "read",
    "refuse",
    "rules_of",
    "seed",
    "take_back",
]
