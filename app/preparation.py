"""What is made before a line's processes start: the database and Asterisk's configuration."""

from __future__ import annotations

from contextlib import closing

from app.asterisk import Instance, from_settings
from app.demonstration import DISPOSITIONS, demonstrate
from app.desk_rules import desk_rules
from app.install.progress import Progress
from app.secrets import Secrets
from app.settings import PROJECT, Settings
from app.vocabulary import learn
from ivr.clock import SystemClock
from ivr.errors import LineaError
from ivr.services import agents, contact, dispositions, hours
from ivr.store import Store
from ivr.store.schema import upgrade

LONGEST_STATEMENT = 300.0
HOURS = PROJECT / "config" / "catalogues" / "hours.toml"
CONTACT_RULES = PROJECT / "config" / "catalogues" / "contact.toml"


def prepare(settings: Settings, *, demonstration: bool) -> None:
    """Bring database and configuration up to date; quick when they are.

    Raises what the parts raise, all of it LineaError.
    """
    desk_rules()  # what is wrong there is said before anything starts
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
            _seed(store, settings)
        if demonstration:
            with progress.step("datos de demostración"):
                demonstrate(store, secrets, SystemClock())
        with progress.step("palabras del reconocedor"):
            _teach(settings, store, progress)


def _teach(settings: Settings, store: Store, progress: Progress) -> None:
    """Without its words the recogniser hears less, and without a model not at all; both serve."""
    try:
        learned = learn(settings, store)
    except (LineaError, OSError) as error:
        progress.tell(f"El reconocedor no aprendió las palabras nuevas: {error}")
    else:
        if learned.refused:
            progress.tell(f"Palabras que no se pueden pronunciar: {', '.join(learned.refused)}")


def _seed(store: Store, settings: Settings) -> None:
    """Bring in what the store must hold before the first call, and leave what staff changed."""
    with store.unit_of_work() as session:
        agents.ensure_desks(session, settings.desk.seats)
        dispositions.seed(session, dispositions.read(DISPOSITIONS))
        if not contact.rules_of(session):
            contact.seed(session, contact.read(CONTACT_RULES))
        if not hours.week(session):
            hours.put(session, hours.read(HOURS), now=SystemClock().now())


def _close_to_others(settings: Settings) -> None:
    """Make a new SQLite file readable by us alone; SQLite gives its companions the same mode."""
    if not settings.store.url:
        (settings.data_folder / "linea.sqlite").touch(0o600)
