"""What Asterisk is told to hand a caller on: variables on both channels, then where they go."""

from __future__ import annotations

import asyncio
import secrets
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from ami import ActionFailed, AmiAddress
from ami.console import CONNECT_SECONDS, console

Order = tuple[str, Mapping[str, str]]
"""An action of AMI and its headers."""


@dataclass(frozen=True, slots=True)
class Side:
    """A telephone as the dialplan is told of it: how it is dialled, whose it is, what the log says.

    ``member`` is ``agent-<id>``, empty where it is no agent's.
    """

    interface: str
    member: str
    name: str


@dataclass(frozen=True, slots=True)
class Talk:
    """The channels of a caller and of the agent with them, whose telephone is ``by``."""

    caller: str
    agent: str
    by: Side


def to_telephone(talk: Talk, to: Side) -> list[Order]:
    """Send the caller to another telephone, without asking there."""
    exten = "s" if to.member else "outside"
    return _sent_on(talk, to, exten)


def to_queue(talk: Talk, to: Side) -> list[Order]:
    """Send the caller to a queue."""
    return _sent_on(talk, to, "queue")


def consult(talk: Talk, to: Side) -> list[Order]:
    """Let the caller wait with music while the agent asks at another telephone.

    Both leave their talk in one step; the agent's channel comes first, since it may be the one
    that would be hung up when the other is gone.
    """
    told = {
        "__LINEA_CALLER": talk.caller,
        "__LINEA_TO": to.interface,
        "__LINEA_TO_NAME": to.member,
        "__LINEA_HAND": _hand(talk.by, to),
        **_self(talk.by),
    }
    order = secrets.token_hex(4)
    return [
        *_told_caller(talk, to),
        _set(talk.caller, "LINEA_ORDER", order),
        _set(talk.agent, "LINEA_ORDER", order),
        *(_set(talk.agent, name, value) for name, value in told.items()),
        _redirect(talk.agent, "consulting", "s", beside=(talk.caller, "kept", "s")),
    ]


def take_back(agent: str) -> list[Order]:
    """The agent gives up asking while it still rings there, and goes back to the caller."""
    return [_redirect(agent, "consulting", "back")]


def together(caller: str, agent: str, colleague: str, to: Side) -> list[Order]:
    """Agent and colleague, who talk, and the caller who waits: all three together."""
    return [
        *(_set(colleague, name, value) for name, value in _self(to).items()),
        _redirect(colleague, "conference", "agent", beside=(agent, "conference", "agent")),
        _redirect(caller, "conference-caller", "s"),
    ]


def hang_up(channel: str) -> Order:
    """End one telephone's part, as if its agent had hung up (Q.850 cause 16)."""
    return "Hangup", {"Channel": channel, "Cause": "16"}


async def carry_out(address: AmiAddress, orders: Iterable[Order]) -> None:
    """Have them done one after the other; hanging up who is gone already is no failure.

    Raises ActionFailed at the first that is refused, NotConnected, LoginRefused.
    """
    async with console(address) as session, asyncio.timeout(CONNECT_SECONDS):
        for action, headers in orders:
            _, answer = await session.ask(action, headers)
            if answer.response != "Success" and action != "Hangup":
                reason = answer.get("Message")
                raise ActionFailed("Asterisk rechazó la orden", action=action, reason=reason)


def _sent_on(talk: Talk, to: Side, exten: str) -> list[Order]:
    told = _told_caller(talk, to)
    return [*told, _redirect(talk.caller, "hand-over", exten), hang_up(talk.agent)]


def _told_caller(talk: Talk, to: Side) -> list[Order]:
    told = {
        "MEMBERINTERFACE": talk.by.interface,
        "MEMBERNAME": talk.by.member,
        "LINEA_TO": to.interface,
        "LINEA_TO_NAME": to.member,
        "LINEA_HAND": _hand(talk.by, to),
        "LINEA_HOLDER": talk.agent,
    }
    return [_set(talk.caller, name, value) for name, value in told.items()]


def _hand(by: Side, to: Side) -> str:
    return f"{by.name}>{to.name}"


def _self(side: Side) -> dict[str, str]:
    return {"LINEA_SELF": side.interface, "LINEA_SELF_NAME": side.member}


def _set(channel: str, variable: str, value: str) -> Order:
    return "Setvar", {"Channel": channel, "Variable": variable, "Value": value}


def _redirect(
    channel: str, context: str, exten: str, beside: tuple[str, str, str] | None = None
) -> Order:
    headers = {"Channel": channel, "Context": context, "Exten": exten, "Priority": "1"}
    if beside is not None:
        other, other_context, other_exten = beside
        headers |= {
            "ExtraChannel": other,
            "ExtraContext": other_context,
            "ExtraExten": other_exten,
            "ExtraPriority": "1",
        }
    return "Redirect", headers
