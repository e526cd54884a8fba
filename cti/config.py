"""What the process is told by whoever starts it."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

from ami import AmiAddress
from cti.board import BoardTimes
from cti.floor import FloorTimes
from cti.listening import Listening
from cti.web.place import Place
from ivr.services.billing_source import BillingSource
from ivr.services.damage import DamageCatalogue
from ivr.services.figures import Promise
from ivr.services.pqrs import Catalogue

HERE = Path(__file__).parent


@dataclass(frozen=True, slots=True)
class CtiConfig:
    """``cel_file`` is Asterisk's CEL as this machine sees it; ``state_folder`` keeps our place.

    ``templates`` and ``static`` are the front end's; ``billing`` the billing system, if any.
    """

    ami: AmiAddress
    originate: AmiAddress
    store_url: str
    cel_file: Path
    state_folder: Path
    place: Place
    pqrs: Catalogue
    damages: DamageCatalogue
    listening: Listening
    times: FloorTimes = field(default_factory=FloorTimes)
    promise: Promise = field(default_factory=Promise)
    board_times: BoardTimes = field(default_factory=BoardTimes)
    billing: BillingSource | None = None
    templates: Path = HERE / "web" / "templates"
    static: Path = HERE / "web" / "static"
