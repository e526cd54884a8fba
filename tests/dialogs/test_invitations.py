"""What a menu invites to say is understood as that option, word for word."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import NamedTuple

import pytest

from ivr.dialogs.damage_menus import DamageMenus
from ivr.dialogs.menus import MainMenu
from ivr.hearing import ALOUD
from ivr.keys import BACK_KEY, PERSON_KEY, REPEAT_KEY
from ivr.rendering.numbers import cardinal
from speech.understanding.heard import Certainty, Command, Heard
from speech.understanding.understanding import Understanding
from tests.rendering.wording import CONFIG, DAMAGES, MENU, wording

PROMPTS = wording()
KEYS = {cardinal(key): str(key) for key in range(10)} | {"asterisco": BACK_KEY}
FIRST = re.compile(r"(?:diga (?P<said>.+?)|si (?P<condition>.+?), dígalo) o marque (?P<key>\w+)")
OTHER = re.compile(r"(?P<said>.+), (?P<key>\w+)")
COMMANDS = {
    BACK_KEY: {Command.BACK, Command.MAIN_MENU},
    PERSON_KEY: {Command.PERSON},
    REPEAT_KEY: {Command.REPEAT},
}
DOUBTFUL = ("reclama por un cobro", "no quiere")
"""Said of the caller: they say «por un cobro», «no quiero»."""


class Invitation(NamedTuple):
    """What is offered to be said, for which key of which menu."""

    menu: str
    said: str
    key: str


def labels() -> Mapping[str, Mapping[str, str]]:
    """The menus whose phrases are told by the options' names."""
    damages = DamageMenus.load(DAMAGES)
    kinds = [damages.kind(utility) for utility in damages.catalogue.utilities]
    by_name = [damages.danger, damages.service, *kinds]
    main = {"menu.opciones": MainMenu.load(MENU).by_key()}
    return main | {menu.prompt: menu.options for menu in by_name}


def invitations() -> Iterator[Invitation]:
    for prompt_id, prompt in PROMPTS.items():
        menu = prompt_id.removesuffix(ALOUD)
        words = "".join(part for part in prompt.parts if isinstance(part, str)).lower()
        if menu == prompt_id or prompt.holes or " o marque " not in words:
            continue
        for clause in re.split(r"[;.?:] *", words):
            found = FIRST.search(clause) or OTHER.fullmatch(clause.strip())
            if found is not None and found["key"] in KEYS:
                told = found.groupdict()
                said = told["said"] or told.get("condition") or ""
                yield Invitation(menu, said.replace(",", ""), KEYS[found["key"]])


NO_MENUS = ("comun.si_no", "bienvenida.emergencia", "bienvenida.prioridad")
OFFERED = [one for one in invitations() if one.menu not in NO_MENUS]


@pytest.fixture(scope="module")
def ears() -> Understanding:
    return Understanding.load(CONFIG / "speech")


def test_there_are_menus_to_speak_to() -> None:
    assert len({one.menu for one in OFFERED}) > 30


@pytest.mark.parametrize("offered", OFFERED, ids=lambda one: f"{one.menu}: {one.said}")
def test_what_is_offered_is_understood(ears: Understanding, offered: Invitation) -> None:
    heard = Heard(offered.said, (), 1.0)
    if ears.command(heard) in COMMANDS.get(offered.key, set()):
        return
    every = {one.key: one.key for one in OFFERED if one.menu == offered.menu}
    choice = ears.choice(offered.menu, heard, labels().get(offered.menu, every))
    assert choice.key == offered.key
    assert choice.certainty is Certainty.SURE or offered.said in DOUBTFUL
