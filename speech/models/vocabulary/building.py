"""The starter model with an installation's words: made beside the one in use, then taken."""

from __future__ import annotations

import hashlib
import os
import shutil
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from ivr.errors import Invalid, NotFound
from speech.models.shelf import STARTER, Shelf, is_starter
from speech.models.vocabulary import graph
from speech.models.vocabulary.lexicon import Lexicon
from speech.models.vocabulary.spelling import Pronunciation
from speech.understanding.spoken_names import written

MOST_WORDS = 30_000
"""More are no vocabulary of a line: the graph of so many takes some 10 MB and a few seconds."""


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """Words with their sounds. ``refused`` are those that no rule can pronounce."""

    sounds: Mapping[str, Sequence[Pronunciation]]
    refused: tuple[str, ...]

    @property
    def digest(self) -> str:
        """What changes when a word or a sound does."""
        lines = (f"{word} {sorted(sounds)}\n" for word, sounds in sorted(self.sounds.items()))
        return hashlib.sha256("".join(lines).encode()).hexdigest()[:12]


def vocabulary(words: Iterable[str], lexicon: Lexicon, starter: Path = STARTER) -> Vocabulary:
    """Give the starter's own words and ``words`` their sounds.

    Raises Invalid where there are more than MOST_WORDS, NotFound without a starter.
    """
    wanted = sorted({written(word) for word in (*own_words(starter), *words)})
    if len(wanted) > MOST_WORDS:
        raise Invalid(f"son {len(wanted)} palabras y caben {MOST_WORDS}: acorte la lista")
    sounds: dict[str, tuple[Pronunciation, ...]] = {}
    refused = []
    for word in wanted:
        try:
            sounds[word] = lexicon.pronunciations(word)
        except Invalid:
            refused.append(word)
    return Vocabulary(sounds, tuple(refused))


def own_words(model: Path) -> list[str]:
    """The words that a model's ``words.txt`` names. Raises NotFound."""
    try:
        lines = (model / "graph" / "words.txt").read_text("utf-8").splitlines()
    except OSError as error:
        raise NotFound(f"no hay un modelo de voz en {model}") from error
    return [line.split()[0] for line in lines if line and line[0] not in "<[#"]


def build(shelf: Shelf, wanted: Vocabulary, starter: Path = STARTER) -> str:
    """Put the starter with ``wanted`` on the shelf and return its name; the same twice is one.

    Raises FixedVocabulary and OSError.
    """
    name = f"{starter.name}.{wanted.digest}"
    if (shelf.models / name).is_dir():
        return name
    with shelf.adding(name) as folder:
        shutil.copytree(starter, folder, dirs_exist_ok=True, copy_function=_linked)
        for path in (folder / "graph").glob("*"):
            if path.name in graph.WRITTEN:
                path.unlink()  # it may be the starter's own file by another name
        graph.write(folder / "graph", wanted.sounds)
    return name


def remove_older(shelf: Shelf, kept: Iterable[str]) -> None:
    """Delete the starter with earlier words, but ``kept`` and what is in use. Raises OSError."""
    keep = {*kept, shelf.chosen()}
    for model in shelf.installed():
        if is_starter(model.name) and model.name not in keep:
            shelf.remove(model.name)


def _linked(source: str, target: str) -> None:
    """The acoustic model is never written to: one on the disk serves every vocabulary."""
    try:
        os.link(source, target)
    except OSError:  # another file system, or one that knows no links
        shutil.copyfile(source, target)
