"""Asterisk's Manager Interface: our own parser and asyncio client.

``protocol`` turns bytes into messages and back and knows no sockets; ``client``
keeps one connection alive and hands events on in the order Asterisk sent them.
"""

from ami.client import AmiAddress, AmiClient, Connected, Lost, StreamItem, Timing
from ami.errors import (
    ActionFailed,
    ActionTimedOut,
    AmiError,
    LoginRefused,
    NotConnected,
    ProtocolViolation,
    UnsafeHeader,
)
from ami.protocol import Message, Parser, encode_action

__all__ = [
    "ActionFailed",
    "ActionTimedOut",
    "AmiAddress",
    "AmiClient",
    "AmiError",
    "Connected",
    "LoginRefused",
    "Lost",
    "Message",
    "NotConnected",
    "Parser",
    "ProtocolViolation",
    "StreamItem",
    "Timing",
    "UnsafeHeader",
    "encode_action",
]
