"""Words that may be danger, or a television: the caller is asked, and keeps their place."""

from __future__ import annotations

from pathlib import Path

import pytest

from ivr.hearing import EmergencyHeard
from ivr.line import Line
from ivr.question import Menu
from ivr.rendering import Prompts
from speech.understanding.understanding import Understanding
from tests.line.doubting import FAIR, POOR, Doubting
from tests.line.script import Played, play
from tests.rendering.wording import wording

CONFIG = Path(__file__).parents[2] / "config" / "speech"
BILL = "Factura y pagos"
MENU = Menu("menu.opciones", {"1": "Reportar un daño", "2": BILL})


class Choosing:
    """Chooses of MENU, and keeps what came of it."""

    def __init__(self, prompts: Prompts, ears: Understanding) -> None:
        self._prompts = prompts
        self._ears = ears
        self.answer = ""

    def __call__(self, script: str) -> Played:
        return play(script, self._choose, self._prompts, ears=self._ears)

    def _choose(self, line: Line) -> None:
        try:
            self.answer = line.choose(MENU)
        except EmergencyHeard as emergency:
            how = "confirmed danger" if emergency.confirmed else "danger"
            self.answer = f"{how}: {emergency.heard.text}"


@pytest.fixture(scope="module")
def prompts() -> Prompts:
    return wording()


@pytest.fixture(scope="module")
def ears() -> Understanding:
    return Doubting.load(CONFIG)


@pytest.fixture
def choosing(prompts: Prompts, ears: Understanding) -> Choosing:
    return Choosing(prompts, ears)


# what may be danger, what is answered to «¿es una emergencia?», what comes of it
DANGERS = [
    (FAIR, "says sí señora", f"confirmed danger: {FAIR}"),
    (FAIR, "presses 1", f"confirmed danger: {FAIR}"),
    (FAIR, "pauses", f"confirmed danger: {FAIR}"),
    (FAIR, "says sí es que se cayó un poste", "confirmed danger: sí es que se cayó un poste"),
    (
        FAIR,
        "says ay dios mío \n hears comun.emergencia \n says apúrele",
        f"confirmed danger: {FAIR}",
    ),
    (POOR, "says sí", f"confirmed danger: {POOR}"),
]


@pytest.mark.parametrize(("said", "answers", "comes"), DANGERS)
def test_a_doubtful_danger_is_asked_about(
    choosing: Choosing, said: str, answers: str, comes: str
) -> None:
    choosing(f"hears menu.opciones \n says {said} \n hears comun.emergencia \n {answers}")
    assert choosing.answer == comes


@pytest.mark.parametrize("answers", ["says no", "says no señorita", "presses 2", "says no es nada"])
def test_where_there_is_none_the_caller_is_where_they_were(
    choosing: Choosing, answers: str
) -> None:
    choosing(f"""
        hears   menu.opciones
        says    {FAIR}
        hears   comun.emergencia
        {answers}
        hears   error.no_entendi_1
        hears   menu.opciones
        says    la factura
    """)
    assert choosing.answer == BILL


def test_poor_evidence_that_nobody_confirms_is_none(choosing: Choosing) -> None:
    choosing(f"""
        hears   menu.opciones
        says    {POOR}
        hears   comun.emergencia
        pauses
        hears   error.no_entendi_1
        hears   menu.opciones
        presses 2
    """)
    assert choosing.answer == BILL


def test_another_key_is_for_what_was_asked_before(choosing: Choosing) -> None:
    choosing(f"""
        hears   menu.opciones
        says    {POOR}
        hears   comun.emergencia
        presses 9
        hears   error.no_entendi_1
        hears   menu.opciones
        presses 2
    """)
    assert choosing.answer == BILL


def test_who_denies_it_twice_is_not_asked_again(choosing: Choosing) -> None:
    asked = f"says {FAIR} \n hears comun.emergencia \n says no"
    choosing(f"""
        hears   menu.opciones
        {asked}
        hears   error.no_entendi_1
        hears   menu.opciones
        {asked}
        hears   error.no_entendi_2
        hears   menu.ayuda
        hears   menu.opciones
        presses 2
    """)
    assert choosing.answer == BILL


def test_what_is_sure_is_asked_of_nobody(choosing: Choosing) -> None:
    choosing("hears menu.opciones \n says huele a gas")
    assert choosing.answer == "danger: huele a gas"


def test_a_prompt_goes_on_where_there_is_no_danger(prompts: Prompts, ears: Understanding) -> None:
    def dialog(line: Line) -> None:
        line.say("bienvenida.saludo")
        line.say("bienvenida.aviso")

    script = f"""
        hears   bienvenida.saludo
        interjects {POOR}
        hears   comun.emergencia
        says    no
        hears   bienvenida.aviso
    """
    play(script, dialog, prompts, ears=ears)
