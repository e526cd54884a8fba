"""Text from outside, made fit for a column of the store."""

from __future__ import annotations


def storable(text: str, longest: int) -> str:
    """``text`` cut to ``longest`` characters, without what no database takes (NUL, surrogates)."""
    whole = text[:longest].encode("utf-8", "replace").decode("utf-8")
    return whole.replace("\x00", "")
