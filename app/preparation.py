"""What is made before a line's processes start: the database and Asterisk's configuration."""

from __future__ import annotations

from contextlib import closing

from app.asterisk import Instance, from_settings
from app.demonstration import demonstrate
from app.install.progress import Progress
from app.secrets import Secrets
from app.settings import Settings
from ivr.clock import SystemClock
from ivr.store import Store
from ivr.store.schema import upgrade

LONGEST_STATEMENT = 300.0


def prepare(settings: Settings, *, demonstration: bool) -> None:
    """Bring database and configuration up to date; quick when they are.

    Raises what the parts raise, all of it LineaError.
    """
    settings.data_folder.mkdir(parents=True, exist_ok=True)
    secrets = Secrets.of(settings.data_folder)
    Instance(from_settings(settings, secrets)).render()
    _close_to_others(settings)
    with (
        Progress() as progress,
        closing(Store(settings.store_url, statement_seconds=LONGEST_STATEMENT)) as store,
    ):
        with progress.step("base de datos"):
            upgrade(store)
        if demonstration:
            with progress.step("datos de demostración"):
                demonstrate(store, secrets, SystemClock())


def _close_to_others(settings: Settings) -> None:
    """Make a new SQLite file readable by us alone; SQLite gives its companions the same mode."""
    if not settings.store.url:
        (settings.data_folder / "linea.sqlite").touch(0o600)
