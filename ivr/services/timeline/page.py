"""A page of the timeline: the newest of every source behind a cursor, merged."""

from __future__ import annotations

import heapq
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from itertools import islice

from sqlalchemy.orm import Session

from ivr.services import cursor
from ivr.services.timeline.entry import Entry, Kind
from ivr.services.timeline.source import Found, Mark, Whose
from ivr.services.timeline.sources import SOURCES

LONGEST_PAGE = 50


@dataclass(frozen=True, slots=True)
class Asked:
    """Of whom, and of what: without a ``kind`` everything but recordings alone.

    ``today`` is Bogotá's date, by which promises are kept or broken.
    """

    whose: Whose
    today: date
    kind: Kind | None = None


@dataclass(frozen=True, slots=True)
class Page:
    """Entries, newest first; ``next`` asks for those behind them, None at the end."""

    entries: tuple[Entry, ...]
    next: str | None


def page(session: Session, asked: Asked, written: str | None = None, limit: int = 20) -> Page:
    """The entries behind the cursor ``written``, at most ``limit`` (1 to 50).

    Each source gives no more than a page, by an index. Raises Invalid for a cursor that no
    page gave.
    """
    limit = max(1, min(limit, LONGEST_PAGE))
    mark = None if written is None else _mark(written)
    wanted = [
        source
        for source in SOURCES
        if (source.kind is asked.kind or (asked.kind is None and source.kind is not Kind.RECORDING))
        and (asked.whose.account_id is not None or not source.of_account)
    ]
    lists = [source.read(session, asked.whose, asked.today, mark, limit + 1) for source in wanted]
    found = list(islice(_merged(lists), limit + 1))
    more = len(found) > limit
    last = found[limit - 1] if more else None
    return Page(
        tuple(one.entry for one in found[:limit]),
        None if last is None else cursor.cursor(last.entry.at, last.rank, last.key),
    )


def _merged(lists: Iterable[Iterable[Found]]) -> Iterable[Found]:
    """All of them in one order: newest first, of one moment by source, then the greatest key."""
    return heapq.merge(*lists, key=lambda one: one.place)


def _mark(written: str) -> Mark:
    at, rank, key = cursor.parts(written, 3)
    if not (rank.isascii() and rank.isdecimal() and int(rank[:3]) < len(SOURCES)):
        raise cursor.no_page()
    return Mark(cursor.moment(at), int(rank[:3]), SOURCES[int(rank[:3])].key_of(key))
