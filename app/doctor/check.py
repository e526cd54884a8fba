"""What the doctor finds."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Check:
    """One finding, in Spanish. ``mend`` is what to do when it is not ``ok``."""

    name: str
    ok: bool
    detail: str
    mend: str = ""
