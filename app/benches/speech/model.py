"""The model that is measured: the one in use, else the starter with the words of every question."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from app.settings import load
from app.vocabulary import PRONUNCIATIONS, question_phrases, shelf_of
from speech.models import Shelf
from speech.models.vocabulary import Lexicon, build, vocabulary


@contextmanager
def measured() -> Iterator[Path]:
    """Its folder; one made for the measurement is gone at the end. Raises LineaError, OSError."""
    in_use = shelf_of(load()).in_use()
    if in_use is not None:
        yield in_use
        return
    with tempfile.TemporaryDirectory(prefix="linea-bench-") as folder:
        shelf = Shelf(Path(folder))
        phrases = question_phrases(shelf).values()
        words = {word for said in phrases for phrase in said for word in phrase.split()}
        yield shelf.models / build(shelf, vocabulary(words, Lexicon.load(PRONUNCIATIONS)))
