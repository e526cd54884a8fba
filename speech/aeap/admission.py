"""How many callers may be recognised at once: beyond it one is told at once, not kept waiting."""

from __future__ import annotations


class Admission:
    """Counts the utterances in recognition in this process."""

    def __init__(self, at_most: int) -> None:
        self.at_most = at_most
        self.count = 0

    def enter(self, share: float = 1.0) -> bool:
        """Take a place if there is one among the first ``share`` of them."""
        if self.count >= self.at_most * share:
            return False
        self.count += 1
        return True

    def leave(self) -> None:
        """Give the place back."""
        self.count -= 1
