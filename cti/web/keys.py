"""Where handlers find what they need: aiohttp's typed keys."""

from __future__ import annotations

from aiohttp.web import AppKey, RequestKey

from cti.call_log import CallLog
from cti.floor import Floor
from cti.health import Health
from cti.live import Live
from cti.metrics import Metrics
from cti.parts import Parts
from cti.seats import Seats
from cti.store_work import StoreWork
from cti.web.assets import Assets
from cti.web.login_limit import LoginLimit
from cti.web.place import Place
from ivr.clock import Clock
from ivr.services.agents import SignedIn

CLOCK = AppKey("clock", Clock)
API = AppKey("api", StoreWork)
LOGINS = AppKey("logins", StoreWork)
LOGIN_LIMIT = AppKey("login_limit", LoginLimit)
FLOOR = AppKey("floor", Floor)
LIVE = AppKey("live", Live)
SEATS = AppKey("seats", Seats)
PLACE = AppKey("place", Place)
ASSETS = AppKey("assets", Assets)
HEALTH = AppKey("health", Health)
METRICS = AppKey("metrics", Metrics)
CALL_LOG = AppKey("call_log", CallLog)
PARTS = AppKey("parts", Parts)
SIGNED_IN = RequestKey("signed_in", SignedIn)
