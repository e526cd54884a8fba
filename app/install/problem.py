"""What an installation step could not do, and the mend."""

from __future__ import annotations


class Problem(Exception):
    """A step that could not be done: one plain Spanish sentence with what to do about it.

    The command goes on without a step that is not ``essential``.
    """

    def __init__(self, sentence: str, *, essential: bool = True) -> None:
        super().__init__(sentence)
        self.essential = essential
