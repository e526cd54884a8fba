"""An Asterisk that a test may kill, and that lets desks hand callers on."""

from __future__ import annotations

import re
from pathlib import Path

from app.asterisk import Configuration, Instance

HAND_ON = """[transfer]
exten => _desk-XX,1,Dial(PJSIP/${EXTEN},25,b(agent-leg^s^1))
"""


class Exchange(Instance):
    """An Asterisk that a test may kill, and that lets desks hand callers on if it is told so.

    The line itself refuses REFER until transfers are built; the tracker knows them already.
    """

    def __init__(self, configured: Configuration, *, transfers: bool) -> None:
        super().__init__(configured)
        self._transfers = transfers

    def render(self) -> None:
        """Write the configuration, with transfers where they are asked for."""
        super().render()
        if not self._transfers:
            return
        etc = self.configuration.folder / "etc"
        _change(etc / "modules.conf", r"\Z", "load = res_pjsip_refer.so\n")
        _change(etc / "pjsip.conf", r"^allow_transfer = no$", "allow_transfer = yes")
        _change(etc / "pjsip.conf", r"^auth = desk-.*$", "set_var = TRANSFER_CONTEXT=transfer")
        _change(etc / "extensions.conf", r"\A", HAND_ON)

    async def kill(self) -> None:
        """End it at once, with a last word to nobody."""
        if self._process is not None:
            self._process.kill()
        await self.stop()


def _change(file: Path, pattern: str, text: str) -> None:
    changed, count = re.subn(pattern, lambda _: text, file.read_text(), flags=re.MULTILINE)
    assert count, f"{pattern} is not in {file.name}"
    file.write_text(changed)
