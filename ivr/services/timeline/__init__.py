"""A caller's timeline: calls, cases, payments, surveys and more as one list, newest first."""

from ivr.services.timeline.entry import Entry, Kind
from ivr.services.timeline.page import Asked, Page, page
from ivr.services.timeline.source import Whose

__all__ = ["Asked", "Entry", "Kind", "Page", "Whose", "page"]
