"""Demonstration data: an invented town of medium size, its invoices, calls and people."""

from ivr.demo.making import is_made, make
from ivr.demo.showcase import account_number, callers
from ivr.demo.staff import open_users, still_open

__all__ = ["account_number", "callers", "is_made", "make", "open_users", "still_open"]
