"""Posting journals to the store, and accounting for the numbers of a holder that is gone."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from pathlib import Path

import msgspec
import structlog
from sqlalchemy.exc import SQLAlchemyError

from ivr.errors import LineaError, StoreUnavailable
from ivr.services import numbers
from ivr.services.filing import journal
from ivr.services.filing.holder import Holder
from ivr.services.filing.journal import Entry
from ivr.services.filing.kinds import KINDS
from ivr.services.numbers import Block, Number
from ivr.store import Store

REFUSED = "refused"
NOT_FILED = "apartado por un proceso que terminó antes de radicar"
YEAR_OVER = "quedó libre al terminar el año"
RETIRED = "quedó libre al retirar el proceso que lo tenía"

_log = structlog.get_logger(__name__)


class Unpostable(LineaError):
    """An entry of the journal can never be posted as it is."""

    code = "unpostable"


def post_all(store: Store, folder: Path) -> int:
    """Post every journal of a holder's folder. Gives how many entries were posted.

    A file that nobody writes to any more is deleted once all of it is in the store. What can
    never be posted is set aside in ``refused/``. Raises StoreUnavailable, OSError.
    """
    posted = 0
    for file in journal.files(folder):
        with journal.opened(file) as (found, ended):
            failed = [(line, "torn_or_foreign") for line in found.refused]
            for entry in found.entries:
                try:
                    post(store, entry)
                except StoreUnavailable:
                    raise
                except (LineaError, SQLAlchemyError, ValueError) as failure:
                    failed.append((journal.line_of(entry), type(failure).__name__))
                else:
                    posted += 1
            if ended:
                for line, why in failed:
                    _set_aside(folder, line, why)
                file.unlink(missing_ok=True)
    return posted


def post(store: Store, entry: Entry) -> None:
    """Write one entry, in a unit of work of its own. Raises Unpostable, StoreUnavailable."""
    kind = KINDS.get(entry.kind)
    if kind is None:
        raise Unpostable("no se conoce esa clase de radicación", kind=entry.kind[:20])
    try:
        filing = msgspec.json.decode(entry.filing, type=kind.type)
    except (msgspec.MsgspecError, RecursionError) as failure:
        raise Unpostable("la radicación no se puede leer") from failure
    if kind.series is not None and not numbers.could_be(entry.number or ""):
        raise Unpostable("la radicación no tiene un número válido")
    with store.unit_of_work() as session:
        kind.post(session, filing, entry.number or "", entry.at)


def refused(folder: Path) -> int:
    """How many lines of a holder's journals were set aside."""
    return sum(1 for _ in (folder / REFUSED).glob("*.line"))


def settle(store: Store, holder: Holder, now: datetime) -> None:
    """Account for what the holder's former process took: void what carries no filing.

    Its journals must have been posted. Blocks that it doesn't know of are given up whole.
    Raises StoreUnavailable, OSError.
    """
    taken = {one.block: one for one in holder.leased}
    with store.unit_of_work() as session:
        for block in numbers.open_blocks(session, holder.id):
            known = taken.get(block)
            upto = block.last if known is None else known.next - 1
            numbers.void(session, _numbers(block, block.first, upto), NOT_FILED, now)
            if known is None or not known.left:
                numbers.close(session, block, now)
    for leased in taken.values():
        if not leased.left:
            holder.drop(leased.block)


def give_up(
    store: Store, holder: Holder, blocks: Collection[Block], why: str, now: datetime
) -> None:
    """Void what is left of these blocks, which nobody takes from any more.

    Raises StoreUnavailable, OSError.
    """
    for leased in [one for one in holder.leased if one.block in blocks]:
        holder.drop(leased.block)
        with store.unit_of_work() as session:
            left = _numbers(leased.block, leased.next, leased.last)
            numbers.void(session, left, why, now)
            numbers.close(session, leased.block, now)


def _numbers(block: Block, first: int, last: int) -> list[Number]:
    return [Number(block.series, block.year, one) for one in range(first, last + 1)]


def _set_aside(folder: Path, line: bytes, why: str) -> None:
    """Keep a line for people to look at. Raises OSError."""
    aside = folder / REFUSED
    aside.mkdir(mode=0o700, exist_ok=True)
    name = f"{len(list(aside.glob('*.line'))):06}.line"
    (aside / name).write_bytes(line)
    _log.error("filing_refused", why=why)
