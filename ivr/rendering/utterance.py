"""What the line says, ready for a voice."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Utterance:
    """One whole sentence or more, every value already in words.

    ``fixed`` tells that the text is the same in every call of this installation, so
    that its sound can be made beforehand. ``version`` is the wording's. The sound of a
    ``private`` one ends with its call.
    """

    prompt_id: str
    version: int
    text: str
    fixed: bool
    private: bool = False
