"""Which model the recogniser has, and how to get a better one."""

from __future__ import annotations

from app.doctor.check import Check
from app.settings import Settings
from app.vocabulary import CATALOGUE, question_phrases, shelf_of
from ivr.errors import LineaError
from speech.models import NONE, STARTER, is_starter
from speech.models.catalogue import Catalogue
from speech.models.examination import examine

NAME = "modelo de voz"


def check(settings: Settings) -> Check:
    """Load the model in use. None is a normal state; a damaged one is not."""
    shelf = shelf_of(settings)
    folder = shelf.in_use()
    if folder is None:
        return _absent(shelf.chosen())
    try:
        found = examine(folder, question_phrases(shelf))
    except LineaError as error:
        return Check(NAME, False, error.message, "corrija ese archivo de config/speech")
    if found.fault:
        mend = f"«./linea models use {STARTER.name}» vuelve al inicial; o bájelo de nuevo"
        return Check(NAME, False, found.fault, mend)
    detail = f"{folder.name}, conoce todas las palabras de las preguntas"
    if found.lacking:
        detail = f"{folder.name}, no conoce {len(found.words_lacking)} palabras de las preguntas"
        teach = "; «./linea models vocabulary» se las enseña" if found.can_learn else ""
        detail += f" («./linea models check» dice cuáles{teach})"
    if is_starter(folder.name):
        detail += (
            "; es el inicial, probado con voces sintéticas y una humana, no con el público: "
            f"para dar servicio «./linea models fetch {_better()}»"
        )
    return Check(NAME, True, detail)


def _absent(chosen: str | None) -> Check:
    if chosen is None:
        return Check(NAME, True, "el inicial se prepara al iniciar la línea")
    add = f"«./linea models use {STARTER.name}», o un oficial: «./linea models fetch {_better()}»"
    if chosen == NONE:
        return Check(NAME, True, f"ninguno: la línea atiende por teclado. Para agregar uno: {add}")
    return Check(NAME, False, f"falta «{chosen}»: la línea atiende por teclado", add)


def _better() -> str:
    """The published model for calls."""
    return next(model.name for model in Catalogue.load(CATALOGUE).models if model.live)
