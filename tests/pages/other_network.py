"""Another network on this machine: a namespace of its own, joined to ours by a pair of cables."""

from __future__ import annotations

import contextlib
import os
import secrets
import shutil
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

SEEN_FROM_OUTSIDE = "10.{}.{}.1"
ON_THE_OTHER_SIDE = "10.{}.{}.2"


class NotPermitted(AssertionError):
    """This machine does not let us make a network namespace."""


@dataclass(frozen=True, slots=True)
class OtherNetwork:
    """``here`` is our address as it is seen from there, ``there`` the one that it has."""

    name: str
    here: str
    there: str

    def runs(self, program: str, folder: Path) -> Path:
        """An executable in ``folder`` that runs ``program`` over there."""
        script = folder / f"{Path(program).name}-{self.name}"
        home = folder / "home"
        script.write_text(f'#!/bin/sh\nHOME={home} exec ip netns exec {self.name} {program} "$@"\n')
        script.chmod(0o755)
        return script

    def trusts(self, authority: Path, folder: Path) -> None:
        """Let the Chromium that runs over there in ``folder`` trust an authority."""
        trusted = folder / "home" / ".pki" / "nssdb"
        trusted.mkdir(parents=True)
        place = f"sql:{trusted}"
        for words in (
            ["-N", "--empty-password"],
            ["-A", "-t", "C,,", "-n", "linea", "-i", str(authority)],
        ):
            subprocess.run(["certutil", "-d", place, *words], check=True)

    def lets_no_datagram_out(self) -> None:
        """Put a firewall there that lets nothing but TCP pass."""
        _ip("-n", self.name, "rule", "add", "ipproto", "udp", "priority", "1", "prohibit")


@contextlib.contextmanager
def other_network() -> Iterator[OtherNetwork]:
    """Make one, private addresses at both ends and no way out. Raises NotPermitted."""
    if os.geteuid() != 0 or shutil.which("ip") is None:
        raise NotPermitted("network namespaces need root and iproute2 (apt-get install iproute2)")
    name = f"linea-{secrets.token_hex(3)}"
    numbers = (200 + secrets.randbelow(50), secrets.randbelow(250))
    network = OtherNetwork(
        name, SEEN_FROM_OUTSIDE.format(*numbers), ON_THE_OTHER_SIDE.format(*numbers)
    )
    ours, theirs = f"v{name[6:]}a", f"v{name[6:]}b"
    _ip("netns", "add", name)
    try:
        _ip("link", "add", ours, "type", "veth", "peer", "name", theirs, "netns", name)
        _ip("address", "add", f"{network.here}/30", "dev", ours)
        _ip("link", "set", ours, "up")
        _ip("-n", name, "address", "add", f"{network.there}/30", "dev", theirs)
        _ip("-n", name, "link", "set", theirs, "up")
        _ip("-n", name, "link", "set", "lo", "up")
        yield network
    finally:
        _ip("netns", "delete", name)


def _ip(*words: str) -> None:
    done = subprocess.run(("ip", *words), capture_output=True, text=True, check=False)
    if done.returncode != 0:
        raise NotPermitted(f"ip {' '.join(words)}: {done.stderr.strip()}")
