"""How well and how fast the line hears: what is promised of speech, measured.

Rows say under which conditions they hold; what is missing on this machine (another's server,
a human voice) says so in its row. It runs where the project's repository is: its recordings
are the tests'. Figures hold for the model that they name, and for synthetic voices where
nothing else is said.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from app.benches.speech import (
    accuracy,
    barge_in,
    barged_calls,
    calibration,
    load,
    open_question,
)
from app.benches.speech.chain import Chain
from app.benches.speech.model import measured
from app.benches.speech.rows import Row


def measure(peer: Path | None = None, calibrate: bool = False) -> Sequence[Row]:
    """Rows of what was heard rightly, how soon, at what cost.

    ``peer``: a checkout of alphacep/vosk-server, to be measured under the same conditions.
    ``calibrate``: only fit the score, and show what it is worth.
    """
    with measured() as model:
        if calibrate:
            return calibration.rows(model)
        with Chain.open(model) as chain:
            heard = [
                *accuracy.rows(chain),
                *open_question.rows(chain.hearing, chain.understanding),
                *load.offline_rows(chain),
                *barge_in.offline_rows(chain),
            ]
        return [*load.rows(model, peer), *barged_calls.rows(model), *heard]
