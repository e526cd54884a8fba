"""What the process is told by whoever starts it."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

from ami import AmiAddress
from cti.attending import Attending
from cti.board import BoardTimes
from cti.floor import FloorTimes
from cti.handset import Telephone
from cti.listening import Listening
from cti.oidc.config import OidcConfig
from cti.placing import Outward
from cti.pop_address import PopAddress
from cti.transfers.outside import Outside
from cti.web.place import Place
from cti.web.token_gate import ApiLimits
from cti.wording import Wording
from ivr.services.billing_source import BillingSource
from ivr.services.damage import DamageCatalogue
from ivr.services.desk_rules import DeskRules
from ivr.services.figures import Promise
from ivr.services.pqrs import Catalogue

HERE = Path(__file__).parent


@dataclass(frozen=True, slots=True)
class CtiConfig:
    """``cel_file`` is Asterisk's CEL as this machine sees it; ``state_folder`` keeps our place.

    ``store_apart``: pop, log and reports ask the store in processes of their own.
    ``templates`` and ``static`` are the front end's; ``billing`` the billing system, if any.
    """

    ami: AmiAddress
    originate: AmiAddress
    handset: AmiAddress
    store_url: str
    cel_file: Path
    state_folder: Path
    place: Place
    pqrs: Catalogue
    damages: DamageCatalogue
    attending: Attending
    listening: Listening
    times: FloorTimes = field(default_factory=FloorTimes)
    promise: Promise = field(default_factory=Promise)
    outward: Outward = field(default_factory=Outward)
    outside: Outside = field(default_factory=Outside)
    telephones: tuple[Telephone, ...] = ()
    board_times: BoardTimes = field(default_factory=BoardTimes)
    billing: BillingSource | None = None
    oidc: OidcConfig | None = None
    api: ApiLimits = field(default_factory=ApiLimits)
    pop_address: PopAddress | None = None
    desk_rules: DeskRules = field(default_factory=DeskRules)
    wordings: tuple[Wording, ...] = ()
    store_apart: bool = False
    templates: Path = HERE / "web" / "templates"
    static: Path = HERE / "web" / "static"
