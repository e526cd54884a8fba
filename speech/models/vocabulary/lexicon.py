"""How each word sounds: by the rules of spelling, or as the file of exceptions has it."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

import msgspec

from ivr.errors import Invalid
from speech.models.vocabulary.spelling import Pronunciation, pronunciations
from speech.understanding.spoken_names import written


@dataclass(frozen=True, slots=True)
class Lexicon:
    """``exceptions``: words that are not said as they are written, as Spanish would spell them."""

    exceptions: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    @classmethod
    def load(cls, path: Path) -> Lexicon:
        """Read ``path``, whose table ``[words]`` gives each word one or more spellings.

        Raises Invalid, which names the word.
        """
        try:
            tables = tomllib.loads(path.read_text("utf-8"))
            read = msgspec.convert(tables, dict[str, dict[str, str | list[str]]])
        except (OSError, ValueError) as error:
            raise Invalid(f"{path}: no se puede leer: {error}") from error
        if read.keys() - {"words"}:
            raise Invalid(f"{path}: solo se espera la tabla [words]")
        exceptions = {
            written(word): (said,) if isinstance(said, str) else tuple(said)
            for word, said in read.get("words", {}).items()
        }
        lexicon = cls(exceptions)
        for word in exceptions:
            try:
                if not lexicon.pronunciations(word):
                    raise Invalid("falta cómo suena")
            except Invalid as error:
                raise Invalid(f"{path}: «{word}»: {error.message}") from error
        return lexicon

    def pronunciations(self, word: str) -> tuple[Pronunciation, ...]:
        """How ``word`` may be said, the likeliest first. Raises Invalid."""
        spellings = self.exceptions.get(written(word), (word,))
        return tuple(dict.fromkeys(said for one in spellings for said in pronunciations(one)))
