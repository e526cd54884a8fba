"""The end of a call that needs no one."""

from __future__ import annotations

from typing import NoReturn

from ivr.clock import BOGOTA
from ivr.line import Line


def say(line: Line) -> NoReturn:
    """Thank, wish well for the hour that it is in Colombia, and hang up."""
    line.say("despedida.cierre", momento=line.clock.now().astimezone(BOGOTA).time())
    line.hang_up()
