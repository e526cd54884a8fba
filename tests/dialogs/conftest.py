"""The whole conversation on a line of text, with the real services on a town of our own."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

import pytest

from ivr.clock import FixedClock
from ivr.dialogs import BackOffice, DialogSettings, MainMenu, attend
from ivr.dialogs.damage_menus import DamageMenus
from ivr.dialogs.hotline import Hotline
from ivr.dialogs.pqrs_menu import PqrsMenu
from ivr.line import Line
from ivr.rendering import Prompts
from ivr.returned import Returned
from ivr.services import pqrs
from ivr.services.callbacks import CallbackRules
from ivr.services.filing import FilingDesk
from ivr.services.surveys import SurveyRules
from ivr.store import Store
from ivr.understood import Ears
from tests.dialogs import town
from tests.line.script import DIALLED, Played, play
from tests.rendering.wording import DAMAGES, MENU, wording

Caller = Callable[..., Played]
SURVEYS, NO_SURVEYS = SurveyRules(), SurveyRules(enabled=False)
CALLBACKS = CallbackRules(enabled=True)
CONFIG = Path(__file__).parents[2] / "config"
PQRS = CONFIG / "catalogues" / "pqrs.toml"


@pytest.fixture(scope="session")
def prompts() -> Prompts:
    return wording()


@pytest.fixture(scope="session")
def menu() -> MainMenu:
    return MainMenu.load(MENU)


@pytest.fixture(scope="session")
def damages() -> DamageMenus:
    return DamageMenus.load(DAMAGES)


@pytest.fixture(scope="session")
def built_town(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("town") / "town.sqlite"
    town.build(path)
    return path


@pytest.fixture
def store(built_town: Path, tmp_path: Path) -> Iterator[Store]:
    """The town as it was built, for one test to change."""
    path = tmp_path / "town.sqlite"
    shutil.copy(built_town, path)
    opened = Store(f"sqlite:///{path}")
    yield opened
    opened.close()


@pytest.fixture
def clock() -> FixedClock:
    return FixedClock()


@pytest.fixture
def desk(store: Store, clock: FixedClock, tmp_path: Path) -> Iterator[FilingDesk]:
    opened = FilingDesk(store, clock, pqrs.load(PQRS), tmp_path / "journal", store_seconds=30.0)
    yield opened
    opened.close()


@pytest.fixture
def call(
    store: Store,
    clock: FixedClock,
    desk: FilingDesk,
    prompts: Prompts,
    menu: MainMenu,
    damages: DamageMenus,
) -> Caller:
    """Plays a script against the whole conversation: ``call(script, number=…, records=…)``."""

    def calling(
        script: str,
        *,
        number: str | None = None,
        records: bool = False,
        dialled: str = DIALLED,
        hotlines: tuple[Hotline, ...] = (),
        surveys: SurveyRules = NO_SURVEYS,
        callbacks: CallbackRules = CALLBACKS,
        ears: Ears | None = None,
    ) -> Played:
        office = BackOffice(store, clock, desk, survey_rules=surveys, callback_rules=callbacks)
        settings = DialogSettings(
            menu,
            damages,
            records_calls=records,
            hotlines=hotlines,
            pqrs=PqrsMenu.load(CONFIG / "menus" / "pqrs.toml", desk.catalogue),
        )
        dialog = partial(attend, office=office, settings=settings)
        return play(script, dialog, prompts, number=number, dialled=dialled, clock=clock, ears=ears)

    return calling


@pytest.fixture
def comes_back(
    store: Store,
    clock: FixedClock,
    desk: FilingDesk,
    prompts: Prompts,
    menu: MainMenu,
    damages: DamageMenus,
) -> Caller:
    """Plays a script against a call that comes back: ``comes_back(script, dialog, returned)``."""

    def coming(
        script: str,
        dialog: Callable[[Line, Returned, BackOffice, DialogSettings], None],
        returned: Returned,
        *,
        number: str | None = "+573150000001",
        surveys: SurveyRules = SURVEYS,
        callbacks: CallbackRules = CALLBACKS,
        ears: Ears | None = None,
    ) -> Played:
        office = BackOffice(store, clock, desk, survey_rules=surveys, callback_rules=callbacks)
        settings = DialogSettings(
            menu, damages, pqrs=PqrsMenu.load(CONFIG / "menus" / "pqrs.toml", desk.catalogue)
        )

        def attended(line: Line) -> None:
            if returned.place is not None:
                line.keep_place(returned.place)
            dialog(line, returned, office, settings)

        return play(script, attended, prompts, number=number, clock=clock, ears=ears)

    return coming
