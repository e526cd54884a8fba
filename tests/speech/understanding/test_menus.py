"""Every menu of the line can be answered by speaking: each key has phrases of its own."""

from __future__ import annotations

import ast
import importlib
from collections.abc import Iterator
from pathlib import Path

import pytest

from ivr import dialogs
from ivr.dialogs.damage_menus import DamageMenus
from ivr.dialogs.menus import MainMenu
from ivr.dialogs.pqrs_menu import PqrsMenu
from ivr.keys import PERSON_KEY
from ivr.question import Menu
from ivr.services import pqrs
from speech.understanding.choices import MenuFile, SpokenMenu
from speech.understanding.heard import Certainty, Choice, Heard
from tests.speech.understanding.heard_files import CONFIG, SPEECH, held_out, understanding

SOURCES = sorted(Path(dialogs.__path__[0]).glob("*.py"))
MENUS = {prompt: SpokenMenu.of(one) for prompt, one in MenuFile.read(SPEECH).menu.items()}
ASKING = {"Menu": 0, "confirm": 0, "menu": 1}
"""What makes a menu, and which of its arguments is the prompt."""


def asked_in(source: Path) -> Iterator[tuple[str, bool]]:
    """The prompts of a file's menus, and whether that is all of the prompt."""
    for node in ast.walk(ast.parse(source.read_text("utf-8"))):
        if isinstance(node, ast.Call):
            name = getattr(node.func, "attr", getattr(node.func, "id", ""))
            prompts = [one.value for one in node.keywords if one.arg == "review"]
            if name in ASKING and len(node.args) > ASKING[name]:
                prompts.append(node.args[ASKING[name]])
            for prompt in prompts:
                if isinstance(prompt, ast.Constant) and isinstance(prompt.value, str):
                    yield prompt.value, True
                elif isinstance(prompt, ast.JoinedStr):
                    yield str(getattr(prompt.values[0], "value", "")), False


def menus_of_dialogs() -> Iterator[Menu]:
    """Every menu whose options stand in the code or in the catalogues."""
    for source in SOURCES:
        module = importlib.import_module(f"{dialogs.__name__}.{source.stem}")
        yield from (one for one in vars(module).values() if isinstance(one, Menu))
    yield Menu("menu.opciones", MainMenu.load(CONFIG / "menus" / "principal.toml").by_key())
    damages = DamageMenus.load(CONFIG / "catalogues" / "damage.toml")
    yield from (damages.danger, damages.service)
    yield from (damages.kind(utility) for utility in damages.catalogue.utilities)
    asked = PqrsMenu.load(
        CONFIG / "menus" / "pqrs.toml", pqrs.load(CONFIG / "catalogues" / "pqrs.toml")
    )
    labels = [one.label for one in asked.services]
    yield Menu("pqrs.servicio", {str(key): one for key, one in enumerate(labels, start=1)})
    for causes in asked.causes.values():
        labels = [*(one.label for one in causes), "Otra causa"]
        yield Menu("pqrs.causa", {str(key): one for key, one in enumerate(labels, start=1)})


@pytest.mark.parametrize("source", SOURCES, ids=lambda source: source.stem)
def test_every_menu_that_is_asked_has_phrases(source: Path) -> None:
    for prompt, whole in asked_in(source):
        known = prompt in MENUS if whole else any(one.startswith(prompt) for one in MENUS)
        assert known, prompt


@pytest.mark.parametrize("menu", list(menus_of_dialogs()), ids=lambda menu: menu.prompt)
def test_every_key_has_phrases_that_choose_it(menu: Menu) -> None:
    spoken = MENUS.get(menu.phrases)
    assert spoken is not None, f"{menu.phrases}: no phrases in menus.es_CO.toml"
    for key, label in menu.options.items():
        if key == PERSON_KEY:  # «asesor», a command
            continue
        phrases = (*spoken.phrases.get(key, ()), *spoken.phrases.get(label, ()))
        assert phrases or (spoken.yes_no and key in "12"), (menu.prompt, key, label)
        for said in phrases:
            chosen = understanding().choice(menu.phrases, Heard(said), menu.options)
            assert chosen == Choice(key, Certainty.SURE), (menu.prompt, said)


@pytest.mark.parametrize("prompt", list(MENUS))
def test_no_phrase_stands_for_two_options(prompt: str) -> None:
    spoken = MENUS[prompt]
    said = [phrase for phrases in spoken.phrases.values() for phrase in phrases]
    assert len(said) == len(set(said))
    options = {
        name if name.isdecimal() else f"option {at}": name for at, name in enumerate(spoken.phrases)
    }
    for key, name in options.items():
        for phrase in spoken.phrases[name]:
            assert understanding().choice(prompt, Heard(phrase), options).key == key, phrase


SERVICES = {"1": "Agua", "2": "Alcantarillado", "3": "Basuras"}


@pytest.mark.parametrize(
    ("said", "key"),
    [
        ("dos", "2"),
        ("la dos", "2"),
        ("la opción dos", "2"),
        ("marque la dos por favor", "2"),
        ("la segunda opción", "2"),
        ("la última", "3"),
        ("el último", "3"),
        ("la tercera", "3"),
        ("cuatro", None),
        ("es por la basura señorita", "3"),
        ("quiero un daño de agua por favor", "1"),
        ("regáleme la de agua veci", "1"),
    ],
)
def test_positions_and_courtesy(said: str, key: str | None) -> None:
    chosen = understanding().choice("dano.servicio", Heard(said), SERVICES)
    assert (chosen.key, chosen.certainty is Certainty.SURE) == (key, key is not None)


@pytest.mark.parametrize(
    ("said", "key"),
    [
        ("la terminada en tres cuatro cinco", "1"),
        ("seis siete ocho", "2"),
        ("otra cuenta", "8"),
        ("la primera", "1"),
        ("tres cuatro nueve", None),
    ],
)
def test_accounts_are_told_by_their_ending(said: str, key: str | None) -> None:
    accounts = {"1": "Cuenta 100345", "2": "Cuenta 100678", "8": "Otra cuenta"}
    assert understanding().choice("ident.varias_cuentas", Heard(said), accounts).key == key


def test_a_place_is_told_by_its_name() -> None:
    sectors = {"1": "El Salado", "2": "Jordán", "3": "Otro sector"}
    choice = understanding().choice
    assert choice("dano.sectores", Heard("el salado"), sectors) == Choice("1", Certainty.SURE)
    assert choice("dano.sectores", Heard("de otro barrio"), sectors).key == "3"


def test_what_is_denied_is_not_chosen() -> None:
    assert understanding().choice("dano.servicio", Heard("no es la basura"), SERVICES).key is None


def test_another_reading_is_doubtful() -> None:
    chosen = understanding().choice("dano.servicio", Heard("la vasca", ("la basura",)), SERVICES)
    assert chosen == Choice("3", Certainty.DOUBTFUL)


def test_what_is_out_of_grammar_is_hardly_ever_a_choice() -> None:
    foreign = [one.text for one in held_out("held_out_intents.tsv") if one.right == "-"]
    tried = sure = accepted = 0
    for number, (prompt, spoken) in enumerate(MENUS.items()):
        options = {
            name if name.isdecimal() else f"option {at}": name
            for at, name in enumerate(spoken.phrases)
        }
        for text in foreign[number % 3 :: 3]:
            chosen = understanding().choice(prompt, Heard(text), options)
            tried += 1
            accepted += chosen.key is not None
            sure += chosen.certainty is Certainty.SURE
    assert accepted < 0.05 * tried
    assert sure < 0.005 * tried
