"""What wins wherever it is said: danger, a person, the menu, «repita», «un momentico»."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from ivr.dialogs.hotline import Hotline, Purpose
from tests.dialogs.conftest import Caller
from tests.dialogs.spoken.conftest import CONFIG
from tests.dialogs.spoken.passages import OPEN
from tests.line.doubting import FAIR, Doubting

# a place in a conversation: how it is reached, and what is asked there
PLACES = {
    "the open question": (OPEN, "menu.pregunta"),
    "the menu": (f"{OPEN} pauses \n hears menu.opciones", "menu.opciones"),
    "a number": (f"{OPEN} says cuánto debo \n hears ident.como \n says el número de cuenta \n "
                 "hears ident.pedir_cuenta", "ident.pedir_cuenta"),
    "a radicado": (f"{OPEN} says en qué va mi reclamo \n hears radicado.como \n says lo tengo \n "
                   "hears radicado.pedir", "radicado.pedir"),
    "an address": (f"{OPEN} says se rompió un tubo en la calle \n hears dano.peligro \n says no \n "
                   "hears dano.como_lugar \n says la dirección \n hears dano.decir_direccion",
                   "dano.decir_direccion"),
    "a petition": (f"{OPEN} says quiero poner una queja \n hears pqrs.inicio \n hears pqrs.nombre",
                   "pqrs.nombre"),
    "the ethics line": (f"{OPEN} says quiero denunciar \n hears etica.inicio \n hears etica.menu",
                        "etica.menu"),
}  # fmt: skip
ANYWHERE: dict[str, Callable[[str], str]] = {
    "auxilio hay un herido": lambda asked: "hears dano.seguridad_fuego \n goes to emergency",
    "un asesor": lambda asked: (
        "hears etica.sin_asesor \n leaves"
        if asked == "etica.menu"
        else "hears asesor.pasa \n leaves"
    ),
    "menú principal": lambda asked: "hears menu.opciones \n leaves",
    "repita": lambda asked: f"hears {asked} \n leaves",
    "cómo": lambda asked: f"hears {asked} \n leaves",
    "un momentico": lambda asked: "hears comun.con_calma \n leaves",
}


@pytest.mark.parametrize("words", ANYWHERE)
@pytest.mark.parametrize("place", PLACES)
def test_what_may_be_said_anywhere(spoken: Caller, place: str, words: str) -> None:
    reached, asked = PLACES[place]
    spoken(f"{reached} \n says {words} \n {ANYWHERE[words](asked)}")


@pytest.mark.parametrize("prompt", ["bienvenida.saludo", "bienvenida.aviso"])
def test_an_emergency_in_the_welcome_wins(spoken: Caller, prompt: str) -> None:
    before = "" if prompt == "bienvenida.saludo" else "hears ... \n"
    spoken(f"""
        {before}
        hears   {prompt}
        interjects auxilio hay un incendio
        hears   dano.seguridad_fuego
        goes to emergency
    """)


def test_the_emergency_number_hears_the_danger(spoken: Caller) -> None:
    spoken(
        """
        hears   bienvenida.saludo
        hears   dano.peligro
        says    se está inundando la casa
        hears   dano.seguridad_fuego
        goes to emergency
    """,
        dialled="6085550199",
        hotlines=(Hotline("6085550199", Purpose.EMERGENCY),),
    )


@pytest.mark.parametrize("answer", ["says sí", "presses 1", "pauses"])
def test_a_danger_that_was_asked_about_is_not_asked_again(call: Caller, answer: str) -> None:
    call(
        f"""
        {OPEN}
        says    {FAIR}
        hears   comun.emergencia
        {answer}
        hears   dano.seguridad
        goes to emergency
    """,
        ears=Doubting.load(CONFIG),
    )
