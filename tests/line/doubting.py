"""Understanding that doubts two dangers, as it doubts what a grammar forced into its words."""

from __future__ import annotations

from speech.understanding.heard import Alarm, Certainty, Heard
from speech.understanding.understanding import Understanding

FAIR, POOR = "hay un cable en el menú caído", "hay humo del momento"


class Doubting(Understanding):
    """Everything else is as it is."""

    def alarm(self, heard: Heard) -> Alarm:
        if heard.text in (FAIR, POOR):
            return Alarm(Certainty.DOUBTFUL, fair=heard.text == FAIR)
        return super().alarm(heard)
