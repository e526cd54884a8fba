"""How a fragment is got out of a voice: the sentence it is spoken in, and what is cut off.

A voice that is given «ciento» alone says a whole sentence, which falls at its end. So what goes on
is spoken with words after it that begin with closed lips or tongue (p, k): in that short silence
a cut can't be heard. What ends before a comma is spoken with more after the comma, or its last
sound would be drawn out («dos» to «doce»); what ends in n or «y» too, or that would be swallowed
(«treinta y un»). Before it there is nothing, or a comma's pause: cut out of running speech, words
lose their first consonant (docs/decisions/0018 has the measurements).
"""

from __future__ import annotations

from dataclasses import dataclass

from speech.voice.pack.fragment import Join

_MARKS = {Join.FLOWS: ",", Join.CONTINUES: ",", Join.ENDS: ".", Join.ASKS: "?"}


@dataclass(frozen=True, slots=True)
class Around:
    """What is said before and after a fragment, and how quickly, of the voice's own pace."""

    before: str
    after: str
    pace: float


_AFTER_PAUSE = "tres"
_PAUSES = (",", ".", ";")
_DRAWN_IN = ("n", " y")
"""Endings that the next word's beginning would change or take away."""
_SWALLOWED = " y un mil"
_AROUND = (
    Around("", "pesos", 1.0),
    Around("La cuenta,", "pesos", 1.0),
    Around("", "que pagar", 0.95),
    Around("La cuenta,", "por favor", 0.9),
    Around("", "pesos", 0.85),
)


@dataclass(frozen=True, slots=True)
class Take:
    """One way to say a fragment: so many words ``before`` and ``after`` it in ``sentence``.

    ``pauses``: what comes after it comes after a pause.
    """

    sentence: str
    before: int
    after: int
    pace: float
    pauses: bool = False


def take_of(text: str, join: Join, attempt: int = 0) -> Take:
    """The take of ``text`` with that ending; each ``attempt`` is spoken otherwise."""
    around = _AROUND[attempt % len(_AROUND)]
    before = "" if begins_sentence(text) else around.before
    pause = _pause(text, join, attempt)
    after = _AFTER_PAUSE if pause else around.after if join is Join.FLOWS else ""
    said = text.replace(_SWALLOWED, f" y un{_PAUSES[attempt % 2]} mil") + pause
    body = " ".join(part for part in (before, said, after) if part)
    mark = "." if after else _MARKS[join]
    opening = "¿" if join is Join.ASKS and "¿" not in body else ""
    sentence = f"{opening}{body[:1].upper()}{body[1:]}{mark}"
    return Take(sentence, len(before.split()), len(after.split()), around.pace, bool(pause))


def _pause(text: str, join: Join, attempt: int) -> str:
    """The mark between a fragment and what is said after it; empty where it goes on at once."""
    if join is Join.CONTINUES:
        return ","
    if join is Join.FLOWS and text.endswith(_DRAWN_IN):
        return _PAUSES[attempt % len(_PAUSES)]
    return ""


def uncut(text: str, join: Join, attempt: int = 0) -> Take:
    """The take for a voice that can't tell where words end: the mark alone makes the ending."""
    opening = "¿" if join is Join.ASKS and "¿" not in text else ""
    pace = _AROUND[attempt % len(_AROUND)].pace
    return Take(f"{opening}{text}{_MARKS[join]}", 0, 0, pace)


def begins_sentence(text: str) -> bool:
    """Whether nothing comes before ``text``: it begins with a capital or a question mark."""
    return text[:1].isupper() or text.startswith("¿")
