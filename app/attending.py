"""What agents may do for callers, as the installation's catalogues have it."""

from __future__ import annotations

from app.settings import PROJECT
from cti.attending import Attending
from ivr.services import identity_notes, promises

CATALOGUES = PROJECT / "config" / "catalogues"


def attending(*, calls_back: bool = True) -> Attending:
    """Read the limits. Raises Invalid, naming file and fault."""
    return Attending(
        promises=promises.read(CATALOGUES / "promises.toml"),
        identity=identity_notes.read(CATALOGUES / "identity.toml"),
        calls_back=calls_back,
    )
