"""What the process is told by whoever starts it."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

from cti.ami import AmiAddress
from cti.floor import FloorTimes
from cti.web.place import Place

HERE = Path(__file__).parent


@dataclass(frozen=True, slots=True)
class CtiConfig:
    """``cel_file`` is Asterisk's CEL as this machine sees it; ``state_folder`` keeps our place.

    ``templates`` and ``static`` are the front end's.
    """

    ami: AmiAddress
    store_url: str
    cel_file: Path
    state_folder: Path
    place: Place
    times: FloorTimes = field(default_factory=FloorTimes)
    templates: Path = HERE / "web" / "templates"
    static: Path = HERE / "web" / "static"
