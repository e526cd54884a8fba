"""Reading the files of ``config/speech``: what is wrong with one is named, file and place."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import TypeVar

import msgspec

from ivr.errors import LineaError

T = TypeVar("T")


class PhraseFileError(LineaError):
    """A file of ``config/speech`` can't be used; the message names the file and the place."""

    code = "phrase_file_error"


def read(path: Path, shape: type[T]) -> T:
    """``path`` as ``shape``; raises :class:`PhraseFileError`."""
    try:
        return msgspec.convert(tomllib.loads(path.read_text("utf-8")), shape)
    except (OSError, ValueError) as error:
        raise PhraseFileError(f"{path}: no se puede usar: {error}", file=str(path)) from error
