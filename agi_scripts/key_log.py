"""Every key of the call, in order, none lost.

Asterisk throws away what arrives between two AGI commands. ``StoreDTMF``, which the
dialplan starts before AGI(), hangs on the channel itself and appends each key to a
variable, whoever reads the frame: the variable is the truth, and the key that a listening
command answers is only the wake-up.
"""

from __future__ import annotations

from agi_scripts.agi import Agi

KEYS = "0123456789*#"
VARIABLE = "LINEA_KEYS"
KEPT = "LINEA_KEEPS_KEYS"
"""Set to 1 by the dialplan where StoreDTMF keeps the keys."""
FULL = 400
"""The variable holds 510 keys: it is emptied well before."""


class KeyLog:
    """What the caller has pressed and nobody has taken yet."""

    def __init__(self, agi: Agi) -> None:
        self._agi = agi
        self._taken = 0
        self.kept = agi.get_variable(KEPT) == "1"
        """Whether keys between commands are kept; else only listening commands hear them."""

    def take(self, woken_by: str | None = None) -> str:
        """The keys since the last time; ``woken_by`` is what a listening command answered.

        A key may wake a second command after it was taken (Asterisk defers a key that
        follows another closely): then there is nothing to take.
        """
        if self.kept:
            pressed = self._agi.get_variable(VARIABLE) or ""
            new = pressed[self._taken :]
            self._taken = len(pressed)
            if self._taken > FULL:
                self.forget()
        else:
            new = woken_by or ""
        return "".join(key for key in new if key in KEYS)

    def forget(self) -> None:
        """Leave no key on the channel: an account or a document may be among them."""
        if self.kept:
            self._agi.set_variable(VARIABLE, "")
            self._taken = 0
