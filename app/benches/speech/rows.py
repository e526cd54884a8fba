"""A row of the table: what was measured, how, and what was promised of it."""

from __future__ import annotations

from collections.abc import Sequence

Row = dict[str, object]

ABSENT = "absent"


def row(
    what: str,
    value: float | str,
    unit: str,
    how: str,
    *,
    at_most: float | None = None,
    at_least: float | None = None,
) -> Row:
    """One row. With a limit it tells whether it is kept."""
    kept: bool | str = ""
    if isinstance(value, float | int) and (at_most is not None or at_least is not None):
        kept = value <= at_most if at_most is not None else value >= (at_least or 0.0)
    promised = "" if at_most is None and at_least is None else _limit(at_most, at_least)
    shown = round(value, 3) if isinstance(value, float) else value
    return {
        "what": what,
        "value": shown,
        "unit": unit,
        "promised": promised,
        "kept": kept,
        "how": how,
    }


def absent(what: str, why: str) -> Row:
    """The row of what can't be measured here."""
    return row(what, ABSENT, "", why)


def percent(part: int, whole: int) -> float:
    """``part`` of ``whole`` in per cent; 0 of nothing."""
    return round(100 * part / whole, 1) if whole else 0.0


def p95(values: Sequence[float]) -> float:
    """The 95th percentile (nearest rank); 0 of nothing."""
    if not values:
        return 0.0
    return sorted(values)[max(0, -(-95 * len(values) // 100) - 1)]


def _limit(at_most: float | None, at_least: float | None) -> str:
    return f"≤ {at_most:g}" if at_most is not None else f"≥ {at_least:g}"
