"""What callers tell in their own words: recorded, heard again if they like, told anew."""

from __future__ import annotations

from collections.abc import Callable

from ivr.call import PersonRequested
from ivr.line import Line
from ivr.question import Menu
from ivr.recording import Recorded

TRIES = 3
KEEP, HEAR, ANEW = "Lo dejó así", "Lo oyó", "Lo grabó de nuevo"

_KEYS = {"1": KEEP, "2": HEAR, "3": ANEW}


def tell(
    line: Line,
    ask: str,
    kept: list[str],
    *,
    purpose: str,
    seconds: float,
    review: str | None = None,
    choose: Callable[[Menu], str] | None = None,
) -> None:
    """Ask, record up to ``seconds``, and let the caller hear it and tell it again.

    The recording's name is added to ``kept``, whatever ends this: of who hangs up, what was
    told until then. ``review`` is the menu that offers to hear it; without it what was
    recorded is taken. ``choose`` stands in for :meth:`Line.choose`. Raises
    PersonRequested("silence") when nothing is heard three times.
    """
    before = len(line.recorded)
    try:
        recorded = _heard(line, ask, purpose, seconds)
        while review and _wish(Menu(review, _KEYS), line, recorded, choose) == ANEW:
            line.discard(recorded)
            recorded = _heard(line, ask, purpose, seconds)
    finally:
        kept.extend(one.name for one in line.recorded[before:] if one.seconds)


def _heard(line: Line, ask: str, purpose: str, seconds: float) -> Recorded:
    for _ in range(TRIES):
        line.say(ask)
        recorded = line.record(purpose, seconds=seconds)
        if recorded.seconds:
            return recorded
        line.discard(recorded)
        line.say("comun.no_se_oyo")
    raise PersonRequested("silence")


def _wish(menu: Menu, line: Line, recorded: Recorded, choose: Callable[[Menu], str] | None) -> str:
    choose = choose or line.choose
    while (wish := choose(menu)) == HEAR:
        line.play_back(recorded)
    return wish
