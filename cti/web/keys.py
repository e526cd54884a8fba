"""Where handlers find what they need: aiohttp's typed keys."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from aiohttp.web import AppKey, RequestKey

from cti.attending import Attending
from cti.board import Board
from cti.call_log import CallLog
from cti.floor import Floor
from cti.handset import Handsets
from cti.health import Health
from cti.help_requests import HelpRequests
from cti.listening import Listening
from cti.live import Live
from cti.metrics import Metrics
from cti.monitoring import Monitoring
from cti.oidc.ways import OidcLogin
from cti.parts import Parts
from cti.placing import Placing
from cti.seats import Seats
from cti.store_work import StoreWork
from cti.transfers.handovers import Handovers
from cti.transfers.transfers import Transfers
from cti.waiting_callers import WaitingCallers
from cti.web.assets import Assets
from cti.web.login_limit import LoginLimit
from cti.web.place import Place
from cti.web.streams import Streams
from cti.web.token_gate import TokenGate
from cti.wording import Wording
from ivr.bus import Bus
from ivr.clock import Clock
from ivr.services.agents import SignedIn
from ivr.services.damage import DamageCatalogue
from ivr.services.desk_rules import DeskRules
from ivr.services.figures import Promise
from ivr.services.pqrs import Catalogue

CLOCK = AppKey("clock", Clock)
API = AppKey("api", StoreWork)
REPORTS = AppKey("reports", StoreWork)
LOGINS = AppKey("logins", StoreWork)
LOGIN_LIMIT = AppKey("login_limit", LoginLimit)
FLOOR = AppKey("floor", Floor)
LISTENING = AppKey("listening", Listening)
LIVE = AppKey("live", Live)
PROMISE = AppKey("promise", Promise)
BOARD = AppKey("board", Board)
SEATS = AppKey("seats", Seats)
PLACE = AppKey("place", Place)
OIDC = AppKey("oidc", OidcLogin)
ASSETS = AppKey("assets", Assets)
HEALTH = AppKey("health", Health)
METRICS = AppKey("metrics", Metrics)
CALL_LOG = AppKey("call_log", CallLog)
MONITORING = AppKey("monitoring", Monitoring)
PLACING = AppKey("placing", Placing)
HANDSETS = AppKey("handsets", Handsets)
HELP = AppKey("help", HelpRequests)
HANDOVERS = AppKey("handovers", Handovers)
TRANSFERS = AppKey("transfers", Transfers)
WAITING = AppKey("waiting", WaitingCallers)
DESK_RULES = AppKey("desk_rules", DeskRules)
MORE_TIME = AppKey("more_time", timedelta)
WORDINGS = AppKey("wordings", tuple[Wording, ...])
PARTS = AppKey("parts", Parts)
PQRS = AppKey("pqrs", Catalogue)
DAMAGES = AppKey("damages", DamageCatalogue)
ATTENDING = AppKey("attending", Attending)
TOKENS = AppKey("tokens", TokenGate)
BUS = AppKey("bus", Bus)
SCHEMA = AppKey("schema", dict[str, Any])
STREAMS = AppKey("streams", Streams)
SIGNED_IN = RequestKey("signed_in", SignedIn)
