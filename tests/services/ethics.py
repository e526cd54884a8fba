"""Reports to the ethics line for tests: filed, with sealed sounds where they are wanted."""

from __future__ import annotations

import uuid
from datetime import date, datetime, time
from pathlib import Path

from sqlalchemy.orm import Session

from ivr.clock import BOGOTA
from ivr.services import ethics, recordings
from ivr.services.ethics import EthicsFiling
from ivr.services.recordings import ETHICS, Taken
from ivr.store import EthicsMode
from recordings.library import Library
from recordings.sound import Sound

SECONDS = 1.5


def file(
    session: Session,
    day: date,
    *,
    mode: EthicsMode = EthicsMode.ANONYMOUS,
    code: str = "",
    complete: bool = True,
) -> EthicsFiling:
    """A report of that day with one recording, two where a name was given."""
    named = () if mode is EthicsMode.ANONYMOUS else (str(uuid.uuid4()),)
    filing = EthicsFiling(
        filing_id=str(uuid.uuid4()),
        code_hash=ethics.code_hash(ethics.salt(session), code or ethics.new_code()),
        mode=mode,
        facts=(str(uuid.uuid4()),),
        identity=named,
        filed_on=day,
        complete=complete,
    )
    ethics.post(session, filing, "", datetime.combine(day, time(), BOGOTA))
    return filing


def take_in(session: Session, library: Library, folder: Path, name: str, now: datetime) -> None:
    """Seal a short sound under a recording's name."""
    raw = folder / "raw"
    raw.write_bytes(bytes(int(SECONDS * 16_000)))
    sound = Sound(raw, 0, raw.stat().st_size, 1)
    taken = Taken(
        name=name,
        call_id=None,
        kind=ETHICS,
        started_at=now,
        seconds=sound.seconds,
        channels=1,
        size=sound.size,
        file=library.keep(name, ETHICS, sound),
    )
    recordings.take_in(session, taken, now)
