"""An account searched by what a person tells of it: number, document, name or address."""

from __future__ import annotations

import re

from sqlalchemy import ColumnElement, or_
from sqlalchemy.orm import InstrumentedAttribute, Session

from ivr import store
from ivr.services import accounts
from ivr.services.accounts import DOCUMENT_DIGITS, NUMBER_DIGITS, Account

LONGEST_TEXT = 80
MOST_WORDS = 6
SHORTEST_TEXT = 3
"""Letters or digits without which a search would show the town."""
MOST_FOUND = 10

_NEVER_WRITTEN = re.compile(r"[^\w#./-]|_")
"""What is in no name and no address, and might mean something in a pattern."""
_SAME = {"a": "á", "e": "é", "i": "í", "o": "ó", "u": "úü", "n": "ñ"}
_PLAIN = {accented: letter for letter, others in _SAME.items() for accented in others}


def search(session: Session, text: str) -> tuple[Account, ...]:
    """At most ten accounts that a number, a document, or words of name and address lead to.

    Accents and capitals don't matter, every word must be in the name or the address. Too
    little to search by finds nothing.
    """
    typed = " ".join(_NEVER_WRITTEN.sub(" ", text[:LONGEST_TEXT]).split())
    if sum(character.isalnum() for character in typed) < SHORTEST_TEXT:
        return ()
    return _by_digits(session, typed) or _by_words(session, typed)


def _by_digits(session: Session, typed: str) -> tuple[Account, ...]:
    digits = accounts.digits(typed)
    if re.fullmatch(r"[\d .-]+", typed) is None:
        return ()
    found: tuple[Account, ...] = ()
    if NUMBER_DIGITS[0] <= len(digits) <= NUMBER_DIGITS[1]:
        found = accounts.by_number(session, digits)
    if not found and DOCUMENT_DIGITS[0] <= len(digits) <= DOCUMENT_DIGITS[1]:
        found = accounts.by_document(session, digits)
    return found[:MOST_FOUND]


def _by_words(session: Session, typed: str) -> tuple[Account, ...]:
    account = store.Account
    words = typed.casefold().split()[:MOST_WORDS]
    wanted = [
        or_(_holds(session, account.holder, word), _holds(session, account.address, word))
        for word in words
    ]
    return accounts.matching(session, *wanted, limit=MOST_FOUND)


def _holds(session: Session, column: InstrumentedAttribute[str], word: str) -> ColumnElement[bool]:
    """Whether a column holds a word, by the pattern of its database: each folds no accents."""
    if session.get_bind().dialect.name == "postgresql":
        return column.regexp_match("".join(_letter(one) for one in word), flags="i")
    return column.op("GLOB")(f"*{''.join(_letter(one) for one in word)}*")


def _letter(character: str) -> str:
    """What stands for a character in a pattern: a letter with its accents and capitals."""
    plain = _PLAIN.get(character, character)
    if plain.isalpha():
        variants = plain + _SAME.get(plain, "")
        return f"[{variants}{variants.upper()}]"
    return plain if plain.isdigit() else f"[{plain}]"
