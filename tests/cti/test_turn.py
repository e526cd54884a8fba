"""Credentials for TURN: they say when they end, and nobody makes them without the secret."""

from __future__ import annotations

from datetime import UTC, datetime

from cti.web.turn import IceServer, MediaServers, credentials

UNTIL = datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC)


def test_a_password_is_the_one_that_coturn_expects() -> None:
    """As `printf 1767323045:desk-01 | openssl dgst -sha1 -hmac north -binary | base64` gives."""
    assert credentials("north", "desk-01", UNTIL) == (
        "1767323045:desk-01",
        "phbHdXNpffZuzN7vL72e9xx7pKM=",
    )


def test_a_page_is_told_of_every_server_there_is() -> None:
    assert MediaServers().for_telephone("desk-01", UNTIL) == ()
    stun = ("stun:a.example:3478",)
    assert MediaServers(stun).for_telephone("desk-01", UNTIL) == (IceServer(stun),)
    turn = ("turn:b.example", "turns:b.example")
    both = MediaServers(stun, turn, "north").for_telephone("desk-01", UNTIL)
    assert both == (IceServer(stun), IceServer(turn, *credentials("north", "desk-01", UNTIL)))
    assert "north" not in repr(MediaServers(stun, turn, "north"))
