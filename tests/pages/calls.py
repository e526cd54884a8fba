"""A call with everything: menus, an agent, a case, a recording of both sides and who heard it."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import numpy as np
from sqlalchemy.orm import Session

from cti.web.keys import LISTENING
from ivr.call import PathStep
from ivr.services import calls, recordings
from ivr.services.calls import LeftBecause, LegRole
from ivr.services.recordings import Taken
from recordings.sound import Sound
from tests.calls.tones import tone
from tests.cti.desk_server import DeskServer
from tests.cti.sequence import BEGIN

CALL_ID = "0190a000-0000-7000-8000-000000000001"
CALLER_HERTZ, LINE_HERTZ, SECONDS = 500.0, 900.0, 6.0
STEPS = (
    (0, "said", None, "Oyó el aviso de datos y grabación"),
    (2, "chosen", "2", "Factura y pagos"),
    (3, "answered", "1004873", "Digitó el número de cuenta"),
    (4, "verified", None, "Se verificó su identidad"),
    (5, "transfer", "attention", "Pidió un asesor"),
)


def make_call(server: DeskServer, folder: Path) -> None:
    """Enter the call, its path and its recording; Ana served it."""
    ana = server.ids["ana"]
    with server.store.unit_of_work() as session:
        calls.begin(session, CALL_ID, started_at=BEGIN, number="+573151234567", answered_at=BEGIN)
        steps = [
            PathStep(BEGIN + timedelta(seconds=at), kind, None, heard, None, label)
            for at, kind, heard, label in STEPS
        ]
        calls.add_steps(session, CALL_ID, steps, first=0)
        calls.set_intent(session, CALL_ID, "factura")
        queued = BEGIN + timedelta(seconds=5)
        answered = queued + timedelta(seconds=12)
        calls.queue_entered(session, CALL_ID, "attention", at=queued)
        calls.queue_left(session, CALL_ID, "attention", at=answered, reason=LeftBecause.ANSWERED)
        calls.leg_started(
            session, CALL_ID, "PJSIP/desk-01-1", role=LegRole.AGENT, at=queued, agent_id=ana
        )
        calls.leg_answered(session, CALL_ID, "PJSIP/desk-01-1", at=answered)
        calls.end(session, CALL_ID, at=BEGIN + timedelta(minutes=3))
        _record(server, folder, session)


def _record(server: DeskServer, folder: Path, session: Session) -> None:
    both = np.column_stack([tone(CALLER_HERTZ, SECONDS), tone(LINE_HERTZ, SECONDS)])
    raw = folder / "call.raw"
    raw.write_bytes(both.astype("<i2").tobytes())
    sound = Sound(raw, 0, raw.stat().st_size, 2)
    name = f"{CALL_ID}-call-1"
    file = server.server.app[LISTENING].library.keep(name, recordings.CALL, sound)
    taken = Taken(name, CALL_ID, recordings.CALL, BEGIN, sound.seconds, 2, sound.size, file)
    recordings.take_in(session, taken, BEGIN)
