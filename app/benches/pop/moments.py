"""When Asterisk said that a desk rings, and when its agent had the caller on screen.

All moments are Unix seconds of this machine's one clock.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from statistics import quantiles

Row = dict[str, object]


@dataclass(slots=True)
class Moments:
    """The first ring and the first sight of each call at each agent's desk.

    ``strayed``: cards on the screen of someone whose telephone didn't ring for that call.
    """

    strayed: int = 0
    _rang: dict[tuple[str, str], float] = field(default_factory=dict)
    _seen: dict[tuple[str, str], float] = field(default_factory=dict)

    def ring(self, call_id: str, user: str, at: float) -> None:
        """Asterisk said that this agent's telephone rings."""
        self._rang.setdefault((call_id, user), at)

    def see(self, call_id: str, user: str, at: float) -> None:
        """The agent has the card."""
        if (call_id, user) in self._rang:
            self._seen.setdefault((call_id, user), at)
        else:
            self.strayed += 1

    def lags(self, users: Collection[str]) -> tuple[list[float], int]:
        """The seconds of each pop of these agents, and how many rings had none."""
        rang = {key: at for key, at in self._rang.items() if key[1] in users}
        seen = [self._seen[key] - at for key, at in rang.items() if key in self._seen]
        return seen, len(rang) - len(seen)


def row(what: str, seconds: Sequence[float], *, missing: int = 0, how: str = "") -> Row:
    """One row in milliseconds; ``missing`` are rings that brought no card."""
    cuts = quantiles(seconds, n=100, method="inclusive") if len(seconds) > 1 else [*seconds] * 99
    parts = {f"p{part} ms": _milliseconds(cuts[part - 1 : part]) for part in (50, 95, 99)}
    longest = _milliseconds(sorted(seconds)[-1:])
    return {"what": what, "count": len(seconds), **parts, "max ms": longest,
            "missing": missing, "how": how}  # fmt: skip


def _milliseconds(found: Sequence[float]) -> float | str:
    return round(found[0] * 1000, 1) if found else ""
