"""What the line writes: the wording of messages, read once, filled in message by message.

Each table ``[template.channel]`` of the file is a text. Values come as JSON keeps them: dates
and moments in ISO 8601, lists of texts. Unlike prompts, which are spoken, figures stay figures.
"""

from __future__ import annotations

import re
import string
import tomllib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

import msgspec

from ivr.clock import BOGOTA
from ivr.errors import LineaError
from ivr.rendering.dates import MONTHS, WEEKDAYS

ENTITY = ("entidad", "web_politica", "web_pago")
"""The holes that the installation fills; they have no type."""
NO_BREAKS = re.compile(r"\s+")


class LetterError(LineaError):
    """A wording that doesn't exist or is written wrong, or a value that is missing or wrong."""

    code = "letter_error"


@dataclass(frozen=True, slots=True)
class Letter:
    """A message in words. ``subject`` only of an e-mail; ``version`` is the wording's."""

    subject: str | None
    body: str
    version: int


class _Wording(msgspec.Struct, forbid_unknown_fields=True):
    text: str
    version: int
    approved_by: str
    subject: str | None = None


class Letters:
    """All wordings of an installation, by template and channel."""

    def __init__(
        self, wordings: Mapping[tuple[str, str], _Wording], entity: Mapping[str, str]
    ) -> None:
        self._wordings = wordings
        self._entity = {name: entity[name] for name in ENTITY}

    @classmethod
    def load(cls, path: Path, entity: Mapping[str, str]) -> Letters:
        """Read ``path``; ``entity`` fills the holes without a type. Raises LetterError."""
        try:
            read = tomllib.loads(path.read_text("utf-8"))
            tables = msgspec.convert(read, dict[str, dict[str, _Wording]])
            wordings = {
                (template, channel): wording
                for template, channels in tables.items()
                for channel, wording in channels.items()
            }
            for wording in wordings.values():
                for text in (wording.text, wording.subject or ""):
                    list(_holes(text))
        except (OSError, ValueError) as error:
            raise LetterError(f"{path}: no se pueden leer los mensajes: {error}") from error
        return cls(wordings, entity)

    def __iter__(self) -> Iterator[tuple[str, str]]:
        return iter(self._wordings)

    def holes(self, template: str, channel: str) -> frozenset[str]:
        """The names of what whoever queues it must give. Raises LetterError."""
        wording = self._wording(template, channel)
        found = _holes(f"{wording.text}{wording.subject or ''}")
        return frozenset(name for name, kind in found if kind)

    def write(self, template: str, channel: str, values: Mapping[str, object]) -> Letter:
        """Put a message into words; an SMS is one line. Raises LetterError, never with a value."""
        wording = self._wording(template, channel)
        try:
            body = self._filled(wording.text, values).strip()
            subject = self._filled(wording.subject, values) if wording.subject else None
        except (KeyError, TypeError, ValueError) as error:
            raise LetterError(f"al mensaje {template}.{channel} le falta un dato") from error
        if subject is not None or channel == "email":
            return Letter(NO_BREAKS.sub(" ", subject or ""), body, wording.version)
        return Letter(None, NO_BREAKS.sub(" ", body), wording.version)

    def _wording(self, template: str, channel: str) -> _Wording:
        try:
            return self._wordings[template, channel]
        except KeyError:
            raise LetterError(f"no hay un texto para {template}.{channel}") from None

    def _filled(self, text: str, values: Mapping[str, object]) -> str:
        words = []
        for literal, name, kind, _ in string.Formatter().parse(text):
            words.append(literal)
            if name is not None:
                words.append(_KINDS[kind](values[name]) if kind else self._entity[name])
        return "".join(words)


def _holes(text: str) -> Iterator[tuple[str, str]]:
    """The holes of a wording, name and type. Raises ValueError."""
    for _, name, kind, conversion in string.Formatter().parse(text):
        if name is None:
            continue
        if conversion or not name.isidentifier():
            raise ValueError(f"«{name}» no es un espacio {{nombre:tipo}}")
        if kind not in _KINDS if kind else name not in ENTITY:
            known = ", ".join(sorted(_KINDS))
            raise ValueError(f"«{{{name}:{kind}}}» no tiene un tipo conocido: {known}")
        yield name, kind or ""


def _text(value: object) -> str:
    if not isinstance(value, str) or not value.strip():
        raise TypeError("se esperaba un texto")
    printable = "".join(sign if sign.isprintable() else " " for sign in value)
    return " ".join(printable.split())


def _list(value: object) -> str:
    if not isinstance(value, list | tuple) or not value:
        raise TypeError("se esperaba una lista")
    *others, last = (_text(item) for item in value)
    return f"{', '.join(others)} y {last}" if others else last


def _money(value: object) -> str:
    if not isinstance(value, int) or isinstance(value, bool):
        raise TypeError("se esperaba un valor en pesos")
    return f"${value:,}".replace(",", ".")


def _date(value: object) -> str:
    day = date.fromisoformat(_text(value))
    return f"{day.day} de {MONTHS[day.month - 1]} de {day.year}"


def _moment(value: object) -> str:
    """Raises ValueError for a moment without its zone."""
    moment = datetime.fromisoformat(_text(value))
    if moment.tzinfo is None:
        raise ValueError("un momento lleva su zona horaria")
    return written_moment(moment)


def written_moment(moment: datetime) -> str:
    """«martes 24 de noviembre de 2026, 7:00 a. m.», in Colombia's time."""
    here = moment.astimezone(BOGOTA)
    half = "a. m." if here.hour < 12 else "p. m."
    clock = f"{here.hour % 12 or 12}:{here:%M} {half}"
    return f"{WEEKDAYS[here.weekday()]} {_date(here.date().isoformat())}, {clock}"


_KINDS: dict[str, Callable[[object], str]] = {
    "text": _text,
    "list": _list,
    "money": _money,
    "date": _date,
    "moment": _moment,
}
