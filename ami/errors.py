"""What can go wrong between us and Asterisk's Manager Interface."""

from __future__ import annotations

from ivr.errors import LineaError


class AmiError(LineaError):
    """Any failure of the Manager Interface."""

    code = "ami_error"


class ProtocolViolation(AmiError):
    """The peer doesn't speak AMI, or broke a limit that can't be skipped over."""

    code = "ami_protocol"


class LoginRefused(AmiError):
    """Asterisk refused the user or its secret; trying again at once would not help."""

    code = "ami_login_refused"


class NotConnected(AmiError):
    """There is no authenticated connection at this moment, or it ended before the answer."""

    code = "ami_not_connected"


class ActionTimedOut(AmiError):
    """Asterisk gave no answer before the deadline; whether it acted is unknown."""

    code = "ami_timeout"


class ActionFailed(AmiError):
    """Asterisk answered ``Response: Error``."""

    code = "ami_action_failed"


class UnsafeHeader(AmiError):
    """A header holds CR, LF or NUL, or a name that could inject another header."""

    code = "ami_unsafe_header"
