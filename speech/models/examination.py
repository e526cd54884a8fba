"""What a model is good for: whether it loads, and which words of which questions it lacks."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from speech.models.shelf import is_starter
from speech.recognizer.model import Model, UnusableModel

STATIC_GRAPH = ("graph/HCLG.fst", "HCLG.fst")
"""Where one of these is, Vosk takes no grammar: the whole language is in it."""


@dataclass(frozen=True, slots=True)
class Examination:
    """What was found. ``fault`` says in Spanish why a call can't use it, None when it can.

    ``lacking``: by the grammar's id the words that the model does not know. What a caller says
    with one of them is not heard; the keypad is.
    """

    name: str
    fault: str | None
    lacking: Mapping[str, tuple[str, ...]]

    @property
    def words_lacking(self) -> tuple[str, ...]:
        """Every word that is lacking somewhere, once."""
        return tuple(sorted({word for words in self.lacking.values() for word in words}))

    @property
    def can_learn(self) -> bool:
        """Whether `linea models vocabulary` can add them."""
        return is_starter(self.name)


def examine(folder: Path, grammars: Mapping[str, tuple[str, ...]]) -> Examination:
    """Load the model in ``folder`` (another process first: a damaged one ends it) and question it.

    ``grammars``: the phrases of each by its id. Takes as long as loading does.
    """
    try:
        model = Model.load(folder)
    except UnusableModel as error:
        return Examination(folder.name, error.message, {})
    wanted = {
        id: {word for phrase in said for word in phrase.split()} for id, said in grammars.items()
    }
    absent = set(model.lacks(sorted(set().union(*wanted.values()))))
    lacking = {id: tuple(sorted(words & absent)) for id, words in wanted.items() if words & absent}
    return Examination(folder.name, _fault(folder), lacking)


def _fault(folder: Path) -> str | None:
    if any((folder / name).exists() for name in STATIC_GRAPH):
        return (
            f"«{folder.name}» no admite las gramáticas de las llamadas: sirve solo para "
            "transcribir lo dictado (speech.dictation_model)"
        )
    return None
