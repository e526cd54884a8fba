"""Asterisk's own record of calls (CEL): read from its disk, to rebuild what went unseen."""

from cti.cel.parse import CelEvent, parse
from cti.cel.reader import CelReader
from cti.cel.rebuild import rebuild
from cti.cel.tail import Position, Tail

__all__ = ["CelEvent", "CelReader", "Position", "Tail", "parse", "rebuild"]
