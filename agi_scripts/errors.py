"""What may go wrong between Asterisk and an AGI script, beside the caller's hanging up."""

from __future__ import annotations

from ivr.errors import LineaError


class AgiProtocolError(LineaError):
    """The peer said something that isn't AGI: the conversation can't go on."""

    code = "agi_protocol"


class AgiOverdue(LineaError):
    """Asterisk didn't answer within a command's own length and a margin."""

    code = "agi_overdue"


class AgiValueRefused(LineaError):
    """A value can't be sent: it holds CR, LF or NUL, or the line would be too long."""

    code = "agi_value_refused"


class AgiClosed(LineaError):
    """This side closed the connection, because it stops: the caller is the ladder's now."""

    code = "agi_closed"
