"""Attributes as the fields of an answer, where they are called the same."""

from __future__ import annotations


def fields(of: object, *names: str) -> dict[str, object]:
    """Those attributes by their names. Raises AttributeError for one that there isn't."""
    return {name: getattr(of, name) for name in names}
