"""What the line's recogniser must know: words of every question, places, the entity's own list."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from app.settings import PROJECT, Settings
from ivr.errors import Invalid
from ivr.services import places
from ivr.store import Store
from speech.grammars import Grammars
from speech.models import Shelf, is_starter
from speech.models.vocabulary import Lexicon, build, remove_older, vocabulary
from speech.understanding.spoken_names import all_spoken

SPEECH = PROJECT / "config" / "speech"
PRONUNCIATIONS = SPEECH / "pronunciations.toml"
OWN_NAMES = SPEECH / "vocabulary.txt"
CATALOGUE = SPEECH / "models.toml"


@dataclass(frozen=True, slots=True)
class Learned:
    """``model`` is in use now, None for none; ``refused`` can't be pronounced by any rule."""

    model: str | None
    words: int
    places: int
    refused: tuple[str, ...]
    changed: bool


def shelf_of(settings: Settings) -> Shelf:
    """The models of this installation."""
    return Shelf(settings.data_folder / "speech")


def learn(settings: Settings, store: Store, *, take: bool = False) -> Learned:
    """Bring the starter model's words up to date, and the list of places; quick when they are.

    The starter is taken into use where nothing was chosen yet, or with ``take``; another model
    that is in use stays. Raises LineaError and OSError.
    """
    shelf = shelf_of(settings)
    with store.reading() as session:
        known = (*places.zones(session), *places.named_in_addresses(session))
    named = all_spoken((*known, *own_names(OWN_NAMES)))
    moved = shelf.keep_places(named)
    phrases = question_phrases(shelf).values()
    spoken = {word for said in phrases for phrase in said for word in phrase.split()}
    wanted = vocabulary(spoken, Lexicon.load(PRONUNCIATIONS))
    before, there = shelf.chosen(), shelf.in_use() is not None
    model = before
    if take or before is None or is_starter(before):
        model = build(shelf, wanted)
        changed = moved or model != before or not there
    else:
        changed = moved and there
    if changed and model is not None:
        shelf.use(model)  # for the places alone too: whoever watches the link reads them then
        remove_older(shelf, [before] if before else [])
    used = model if shelf.in_use() else None
    return Learned(used, len(wanted.sounds), len(named), wanted.refused, changed)


def question_phrases(shelf: Shelf) -> dict[str, tuple[str, ...]]:
    """What may be said to each question, by its grammar's id. Raises LineaError."""
    grammars = Grammars.load(SPEECH, shelf.places())
    return {id: grammars.phrases(id) for id in grammars.ids}


def own_names(path: Path) -> list[str]:
    """The entity's own list, a name a line. Raises Invalid."""
    try:
        lines = path.read_text("utf-8").splitlines()
    except FileNotFoundError:
        return []
    except (OSError, ValueError) as error:
        raise Invalid(f"{path}: no se puede leer: {error}") from error
    return [line.strip() for line in lines if line.strip() and not line.startswith("#")]
