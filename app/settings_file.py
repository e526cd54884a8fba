"""The settings file as text: reading it, and telling an administrator what is wrong where."""

from __future__ import annotations

import difflib
import os
import re
import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Any, get_args

from pydantic import BaseModel, ValidationError
from pydantic.fields import FieldInfo
from pydantic_core import ErrorDetails

from ivr.errors import LineaError

Location = tuple[int | str, ...]


class UnusableSettings(LineaError):
    """The settings can't be used; the message has one line an error: file, line, key, expected."""

    code = "settings_unusable"


@dataclass(frozen=True)
class SettingsFile:
    """A TOML file of settings."""

    path: Path

    def read(self) -> dict[str, Any]:
        """Parse the file. Raises UnusableSettings when it can't be read or isn't TOML."""
        try:
            return tomllib.loads(self.path.read_text(encoding="utf-8"))
        except OSError as error:
            raise UnusableSettings(
                f"{self.path}: no se puede leer ({error.strerror}); recupere el archivo."
            ) from error
        except UnicodeDecodeError as error:
            raise UnusableSettings(f"{self.path}: debe estar guardado en UTF-8.") from error
        except tomllib.TOMLDecodeError as error:
            place = re.search(r"line (\d+), column (\d+)", str(error))
            where = f", línea {place[1]}, columna {place[2]}" if place else ", al final"
            raise UnusableSettings(
                f"{self.path}{where}: no es TOML válido; se espera «clave = valor», "
                "con los textos entre comillas."
            ) from error

    def explain(self, error: ValidationError, model: type[BaseModel]) -> str:
        """Return one Spanish line for each wrong value."""
        return "\n".join(self._explain_one(detail, model) for detail in error.errors())

    def _explain_one(self, detail: ErrorDetails, model: type[BaseModel]) -> str:
        location = detail["loc"]
        key = ".".join(str(part) for part in location if isinstance(part, str))
        if detail["type"] == "extra_forbidden":
            problem = f"la clave «{key}» no existe{_resembling(location, model)}"
        elif detail["type"] == "missing":
            problem = f"falta «{key}»: se espera {_expected(location, model)}"
        elif detail["type"] == "value_error":
            problem = f"«{key}»: {detail['ctx']['error']}"
        else:
            field = _field(location, model)
            given = _given(detail["input"], field)
            problem = f"«{key}»{given}: se espera {_expected(location, model)}"
        return f"{self._where(location)}: {problem}"

    def _where(self, location: Location) -> str:
        variable = _environment_variable(location)
        if variable is not None:
            return f"variable de entorno {variable}"
        line = line_of(self.path.read_text(encoding="utf-8"), location)
        return f"{self.path}, línea {line}" if line else str(self.path)


def line_of(text: str, location: Location) -> int | None:
    """Return the 1-based line of a key's nearest mention in TOML text, or None.

    Knows `[a.b]`, the n-th `[[a.b]]` and `key = …` below them: what the settings file uses.
    """
    best: tuple[int, int] | None = None
    table: list[str | int] = []
    seen: dict[str, int] = {}
    for number, line in enumerate(text.splitlines(), start=1):
        words: list[str | int] = []
        if header := re.match(r"\s*(\[\[?)\s*([\w.\"-]+)\s*\]", line):
            table = [*header[2].replace('"', "").split(".")]
            if header[1] == "[[":
                table.append(seen.get(header[2], 0))
                seen[header[2]] = seen.get(header[2], 0) + 1
            words = table
        elif key := re.match(r"\s*([\w.\"-]+)\s*=", line):
            words = [*table, *key[1].replace('"', "").split(".")]
        if words == list(location[: len(words)]) and len(words) > (best[0] if best else 0):
            best = (len(words), number)
    return best[1] if best else None


def _environment_variable(location: Location) -> str | None:
    """Return the variable that gave a value, matched without regard to case as pydantic does."""
    names = {name.upper(): name for name in os.environ}
    keys = [str(part).upper() for part in location]
    for depth in range(len(keys), 0, -1):
        found = names.get("LINEA_" + "__".join(keys[:depth]))
        if found is not None:
            return found
    return None


def _field(location: Location, model: type[BaseModel]) -> FieldInfo | None:
    """Walk a location down the models, through tuples of models."""
    field: FieldInfo | None = None
    current: type[BaseModel] | None = model
    for part in location:
        if isinstance(part, int) or current is None:
            continue
        field = current.model_fields.get(part)
        annotation = field.annotation if field else None
        candidates = [annotation, *get_args(annotation)]
        current = next(
            (kind for kind in candidates if isinstance(kind, type) and issubclass(kind, BaseModel)),
            None,
        )
    return field


def _given(value: object, field: FieldInfo | None) -> str:
    """Show what was found, unless it is secret or a whole section, which may hold a secret."""
    hidden = isinstance(value, dict | list | tuple) or (field is not None and not field.repr)
    return "" if hidden else f" = {value!r}"


def _expected(location: Location, model: type[BaseModel]) -> str:
    field = _field(location, model)
    return (field.description if field else None) or "una sección con sus claves"


def _resembling(location: Location, model: type[BaseModel]) -> str:
    """Return the hint at the key that was meant, or at the keys that exist."""
    parent = _field(location[:-1], model)
    kinds = [parent.annotation, *get_args(parent.annotation)] if parent else [model]
    owner = next(
        (kind for kind in kinds if isinstance(kind, type) and issubclass(kind, BaseModel)), model
    )
    near = difflib.get_close_matches(str(location[-1]), owner.model_fields, n=1)
    if near:
        return f"; ¿quiso decir «{near[0]}»?"
    return f"; se espera una de: {', '.join(owner.model_fields)}"
