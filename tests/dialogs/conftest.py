"""The whole conversation on a line of text, with the real services on a town of our own."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

import pytest

from ivr.clock import FixedClock
from ivr.dialogs import BackOffice, DialogSettings, MainMenu, attend
from ivr.rendering import Prompts
from ivr.store import Store
from tests.dialogs import town
from tests.line.script import Played, play
from tests.rendering.wording import MENU, wording

Caller = Callable[..., Played]


@pytest.fixture(scope="session")
def prompts() -> Prompts:
    return wording()


@pytest.fixture(scope="session")
def menu() -> MainMenu:
    return MainMenu.load(MENU)


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
def call(store: Store, clock: FixedClock, prompts: Prompts, menu: MainMenu) -> Caller:
    """Plays a script against the whole conversation: ``call(script, number=…, records=…)``."""

    def calling(script: str, *, number: str | None = None, records: bool = False) -> Played:
        office = BackOffice(store, clock)
        settings = DialogSettings(menu, records_calls=records)
        dialog = partial(attend, office=office, settings=settings)
        return play(script, dialog, prompts, number=number, clock=clock)

    return calling
