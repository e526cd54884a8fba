"""Messages kept in a file instead of being sent: what a new installation does.

One JSON object a line in ``<folder>/<channel>.jsonl``, readable by us alone.
"""

from __future__ import annotations

import json
import os
from pathlib import Path

from ivr.clock import Clock
from ivr.worker.carriers.carrier import CarrierDown, Parcel


class MessageFile:
    """Shows what would be sent."""

    def __init__(self, folder: Path, clock: Clock) -> None:
        self._folder = folder
        self._clock = clock

    def send(self, parcel: Parcel) -> str | None:
        """Append it, on disk before it counts as sent. Raises CarrierDown where it can't be."""
        line = {
            "at": self._clock.now().isoformat(timespec="seconds"),
            "key": parcel.key,
            "to": parcel.recipient,
            "template": parcel.template,
            **({"subject": parcel.subject} if parcel.subject else {}),
            **({"text": parcel.body} if parcel.body else {"data": dict(parcel.fields)}),
        }
        written = (json.dumps(line, ensure_ascii=False) + "\n").encode()
        try:
            self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            flags = os.O_WRONLY | os.O_APPEND | os.O_CREAT | os.O_CLOEXEC
            file = os.open(self._folder / f"{parcel.channel}.jsonl", flags, 0o600)
            try:
                os.write(file, written)
                os.fsync(file)
            finally:
                os.close(file)
        except OSError as error:
            raise CarrierDown("file") from error
        return None
