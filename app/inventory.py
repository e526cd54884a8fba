"""What a voice pack of this installation must hold: its wording, and what catalogues add to it."""

from __future__ import annotations

from collections.abc import Iterator

from app.filing import pqrs_menu
from app.settings import Settings
from app.voice import damage_menus, prompts_of
from speech.voice.pack.fragment import Fragment, Join
from speech.voice.pack.inventory import inventory


def fragments_of(settings: Settings) -> tuple[Fragment, ...]:
    """All that a pack of this installation must hold. Raises PromptError, MenuError, Invalid."""
    return inventory(prompts_of(settings), _phrases())


def _phrases() -> Iterator[tuple[str, Join]]:
    """What catalogues put into prompts: «agua», within «un daño de agua en …», and options."""
    for service in damage_menus().catalogue.utilities:
        yield service.name, Join.FLOWS
    menu = pqrs_menu()
    for option in (*menu.services, *(cause for group in menu.causes.values() for cause in group)):
        yield option.says, Join.CONTINUES
    for first in (menu.services, *menu.causes.values()):
        for option in first[:1]:
            yield option.says, Join.FLOWS
