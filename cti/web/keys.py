"""Where handlers find what they need: aiohttp's typed keys."""

from __future__ import annotations

from aiohttp.web import AppKey, RequestKey

from cti.board import Board
from cti.call_log import CallLog
from cti.floor import Floor
from cti.health import Health
from cti.listening import Listening
from cti.live import Live
from cti.metrics import Metrics
from cti.monitoring import Monitoring
from cti.parts import Parts
from cti.seats import Seats
from cti.store_work import StoreWork
from cti.web.assets import Assets
from cti.web.login_limit import LoginLimit
from cti.web.place import Place
from ivr.clock import Clock
from ivr.services.agents import SignedIn
from ivr.services.damage import DamageCatalogue
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
ASSETS = AppKey("assets", Assets)
HEALTH = AppKey("health", Health)
METRICS = AppKey("metrics", Metrics)
CALL_LOG = AppKey("call_log", CallLog)
MONITORING = AppKey("monitoring", Monitoring)
PARTS = AppKey("parts", Parts)
PQRS = AppKey("pqrs", Catalogue)
DAMAGES = AppKey("damages", DamageCatalogue)
SIGNED_IN = RequestKey("signed_in", SignedIn)
