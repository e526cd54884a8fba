"""The filing desk of a process, and the rules of PQRS that it counts by."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing, contextmanager

from app.settings import PROJECT, Settings
from ivr.clock import Clock
from ivr.dialogs.pqrs_menu import PqrsMenu
from ivr.services import pqrs
from ivr.services.filing import FilingDesk
from ivr.services.pqrs import Catalogue
from ivr.store import Store

PQRS = PROJECT / "config" / "catalogues" / "pqrs.toml"
PQRS_MENU = PROJECT / "config" / "menus" / "pqrs.toml"
GIVES_UP_SECONDS = 1.5
"""Sooner than a caller notices: what the store doesn't take by then goes to the journal."""
CONNECTIONS = 10


def pqrs_catalogue() -> Catalogue:
    """The rules of PQRS. Raises Invalid, naming file and fault."""
    return pqrs.load(PQRS)


def pqrs_menu() -> PqrsMenu:
    """What is offered by telephone when a PQRS is filed. Raises Invalid, MenuError."""
    return PqrsMenu.load(PQRS_MENU, pqrs_catalogue())


@contextmanager
def filing_desk(settings: Settings, clock: Clock) -> Iterator[FilingDesk]:
    """A desk with connections of its own, kept ready until the block ends. Raises Invalid."""
    store = Store(
        settings.store_url,
        statement_seconds=GIVES_UP_SECONDS,
        lock_seconds=GIVES_UP_SECONDS,
        pool_size=CONNECTIONS,
    )
    desk = FilingDesk(store, clock, pqrs_catalogue(), settings.journal_folder)
    with closing(store), desk:
        yield desk
