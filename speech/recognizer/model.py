"""A Vosk model: loaded once, shared by every recogniser of the process."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterable, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Protocol

import vosk

from ivr.errors import LineaError

SAMPLE_RATE = 8000
UNKNOWN = "[unk]"
ALTERNATIVES = 4
TRIAL_SECONDS = 120.0
SPANISH = ("sí", "no", "uno", "dos", "tres", "cuatro", "cinco", "la", "de", "que")
"""What every Spanish model knows; one that lacks half of it is of another language."""
NEEDED = ("conf/model.conf", "graph", "am/final.mdl")
OLDER_LAYOUT = ("final.mdl", "mfcc.conf")
LONG_CHUNKS = "--frames-per-chunk=99"
QUIET = -1


class UnusableModel(LineaError):
    """A folder is no model, an incomplete one, or one of another language."""

    code = "unusable_model"


class Model:
    """A model in memory. Made by ``load``; every method may be called from any thread."""

    def __init__(self, folder: Path, native: vosk.Model) -> None:
        self.folder = folder
        self._native = native

    @classmethod
    def load(cls, folder: Path) -> Model:
        """Load a model's folder; blocks for as long as that takes. Raises UnusableModel.

        A damaged model can end the process that loads it: another process tries it first.
        """
        _refuse_incomplete(folder)
        _try_elsewhere(folder)
        model = cls._load_here(folder)
        if len(model.lacks(SPANISH)) * 2 > len(SPANISH):
            raise UnusableModel(f"El modelo de voz «{folder.name}» no es de español.")
        return model

    @classmethod
    def _load_here(cls, folder: Path) -> Model:
        vosk.SetLogLevel(QUIET)
        with TemporaryDirectory(prefix="linea-model-") as place:
            _link_with_long_chunks(folder, Path(place))
            try:
                return cls(folder, vosk.Model(place))
            except Exception as error:  # the binding raises nothing narrower
                message = f"El modelo de voz «{folder.name}» no se puede cargar."
                raise UnusableModel(message) from error

    @property
    def name(self) -> str:
        """The folder's name, which tells the model and its version."""
        return self.folder.name

    def finds(self, word: str) -> bool:
        """Whether the model has a word, in lower case with its accents."""
        return int(self._native.vosk_model_find_word(word)) >= 0

    def lacks(self, words: Iterable[str]) -> tuple[str, ...]:
        """Return which of the words the model doesn't have."""
        return tuple(word for word in words if not self.finds(word))

    def grammar(self, phrases: Iterable[str]) -> Grammar:
        """Return the phrases as a grammar of this model, without those it lacks a word of.

        Vosk drops a word that it lacks and keeps the rest of the phrase, which then means
        something else; here the whole phrase goes.
        """
        wanted = tuple(dict.fromkeys(phrases))
        absent = frozenset(self.lacks({word for phrase in wanted for word in phrase.split()}))
        known = tuple(p for p in wanted if p.split() and absent.isdisjoint(p.split()))
        return Grammar(self, known, tuple(sorted(absent)))

    def language(self) -> Language:
        """Return all that the model may hear, with no grammar."""
        return Language(self)

    def recognizer(self, grammar: str | None) -> vosk.KaldiRecognizer:
        """Return a fresh native recogniser for Vosk's grammar text, or for the whole language."""
        if grammar is None:
            return vosk.KaldiRecognizer(self._native, SAMPLE_RATE)
        return vosk.KaldiRecognizer(self._native, SAMPLE_RATE, grammar)


class Vocabulary(Protocol):
    """What an utterance is recognised with: a grammar, or a model's whole language."""

    def recognizer(self) -> vosk.KaldiRecognizer:
        """Return a fresh native recogniser, for one call and one utterance."""


class Language:
    """A model without a grammar. Made by `Model.language`."""

    def __init__(self, model: Model) -> None:
        self._model = model

    def recognizer(self) -> vosk.KaldiRecognizer:
        """Return a fresh native recogniser of the whole language."""
        return self._model.recognizer(None)


class Grammar:
    """What may be said, as one model can hear it. Made by `Model.grammar`.

    ``phrases`` are those that it can hear, ``absent`` the words that it lacks.
    """

    def __init__(self, model: Model, phrases: Sequence[str], absent: tuple[str, ...]) -> None:
        self.model = model
        self.phrases = frozenset(phrases)
        self.absent = absent
        # Vosk decodes no \u escapes, and an empty list ends the process.
        self._text = json.dumps([*phrases, UNKNOWN], ensure_ascii=False)

    def recognizer(self) -> vosk.KaldiRecognizer:
        """Return a fresh native recogniser of this grammar, for one call and one utterance."""
        return self.model.recognizer(self._text)


def _refuse_incomplete(folder: Path) -> None:
    if not folder.is_dir():
        raise UnusableModel(f"No hay un modelo de voz en {folder}.")
    missing = [name for name in NEEDED if not (folder / name).exists()]
    if missing and any(not (folder / name).exists() for name in OLDER_LAYOUT):
        raise UnusableModel(
            f"Al modelo de voz «{folder.name}» le falta {', '.join(missing)}: descárguelo de nuevo."
        )


def _link_with_long_chunks(folder: Path, place: Path) -> None:
    """Lay a model out in ``place`` by links, set to compute a second of sound at a time.

    Kaldi's default of 0.2 s costs half as much again, and gains only partial results, which
    nobody asks for.
    """
    settings = folder / "conf" / "model.conf"
    for path in folder.resolve().iterdir():
        if path.name != "conf" or not settings.exists():
            (place / path.name).symlink_to(path)
            continue
        (place / "conf").mkdir()
        for file in path.iterdir():
            if file.name != settings.name:
                (place / "conf" / file.name).symlink_to(file)
    if settings.exists():
        text = settings.read_text("utf-8")
        (place / "conf" / settings.name).write_text(f"{text}\n{LONG_CHUNKS}\n", "utf-8")


def _try_elsewhere(folder: Path) -> None:
    command = (sys.executable, "-m", "speech.recognizer.trial", str(folder))
    try:
        subprocess.run(
            command,
            check=True,
            timeout=TRIAL_SECONDS,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
    except (OSError, subprocess.SubprocessError) as error:
        raise UnusableModel(
            f"El modelo de voz «{folder.name}» no se puede cargar: está dañado o incompleto."
        ) from error
