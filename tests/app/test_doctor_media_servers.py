"""What the doctor says of a real TURN server: silent, refusing, open to all, in order."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from aioice.turn import create_turn_endpoint

from app.certificates import own_authority
from app.doctor import media_servers
from app.doctor.check import Check
from app.settings import Settings
from cti.web.turn import credentials
from tests.running.turn_server import BY_SECRET, SECRET, WITHOUT_PASSWORD, free_port, turn_server

pytestmark = pytest.mark.service


async def examined(folder: Path, *urls: str, secret: str = SECRET, **turn: Any) -> list[Check]:
    turn |= {"urls": urls, "secret": secret} if urls else {}
    settings = Settings(data={"folder": folder}, network={"turn": turn})  # type: ignore[arg-type]
    return [check async for check in media_servers.checks(settings)]


@pytest.fixture(scope="module")
def port() -> Iterator[int]:
    with turn_server() as listening:
        yield listening


async def test_without_servers_there_is_nothing_to_say(tmp_path: Path) -> None:
    assert await examined(tmp_path) == []


@pytest.mark.parametrize("query", ["", "?transport=udp", "?transport=tcp"])
async def test_a_desk_s_credentials_get_an_address(tmp_path: Path, port: int, query: str) -> None:
    (check,) = await examined(tmp_path, f"turn:127.0.0.1:{port}{query}")
    assert check.ok, check.detail
    assert "presta la dirección 127.0.0.1:4" in check.detail


@pytest.mark.parametrize("query", ["", "?transport=tcp"])
async def test_another_secret_is_told_from_a_server_in_order(
    tmp_path: Path, port: int, query: str
) -> None:
    (check,) = await examined(tmp_path, f"turn:127.0.0.1:{port}{query}", secret="south")
    assert not check.ok
    assert "rechaza la clave de un puesto (401" in check.detail
    assert "network.turn.secret" in check.mend
    assert "south" not in str(check)


async def test_asterisk_s_own_user_is_tried_too(tmp_path: Path, port: int) -> None:
    """Behind a shared secret no fixed user is known: what docs/https.md shows is."""
    url = f"turn:127.0.0.1:{port}"
    named, password = "2147483647:asterisk", "FCGIPNoe1hfysRvZkYGf2jiVKs8="
    own = {"asterisk_user": named, "asterisk_password": password}
    assert [check.ok for check in await examined(tmp_path, url, **own)] == [True, True]
    fixed = {"asterisk_user": "asterisk", "asterisk_password": password}
    desk, asterisk = await examined(tmp_path, url, **fixed)
    assert desk.ok
    assert not asterisk.ok
    assert "network.turn.asterisk_user" in asterisk.mend


async def test_a_server_that_lends_to_anybody_is_told(tmp_path: Path) -> None:
    with turn_server(*WITHOUT_PASSWORD) as port:
        (check,) = await examined(tmp_path, f"turn:127.0.0.1:{port}")
    assert not check.ok
    assert "a cualquiera" in check.detail
    assert "use-auth-secret" in check.mend


async def test_a_server_without_room_is_told(tmp_path: Path) -> None:
    with turn_server(*BY_SECRET, "--total-quota=1") as port:
        name, password = credentials(SECRET, "desk-01", datetime.now(UTC) + timedelta(hours=1))
        held, _ = await create_turn_endpoint(
            asyncio.DatagramProtocol, ("127.0.0.1", port), name, password
        )
        (check,) = await examined(tmp_path, f"turn:127.0.0.1:{port}")
        held.close()
    assert not check.ok
    assert "no presta una dirección (486" in check.detail


@pytest.mark.parametrize("query", ["", "?transport=tcp"])
async def test_where_nobody_listens_the_server_is_silent(tmp_path: Path, query: str) -> None:
    (check,) = await examined(tmp_path, f"turn:127.0.0.1:{free_port()}{query}")
    assert not check.ok
    assert "no contesta" in check.detail
    assert "network.turn" in check.mend


async def test_an_address_that_names_no_port_is_told(tmp_path: Path) -> None:
    (check,) = await examined(tmp_path, "turn:127.0.0.1:puerto")
    assert not check.ok
    assert "puerto" in check.detail


async def test_a_stun_server_answers_or_does_not(tmp_path: Path, port: int) -> None:
    there, nowhere = f"stun:127.0.0.1:{port}", f"stun:127.0.0.1:{free_port()}"
    found = await examined(tmp_path, stun=(there, nowhere))
    assert [check.ok for check in found] == [True, False]


async def test_over_tls_the_line_s_own_authority_is_trusted_and_no_stranger_s(
    tmp_path: Path,
) -> None:
    port = free_port()
    network = {"host": "0.0.0.0", "turn": {"urls": (f"turns:127.0.0.1:{port}",), "secret": SECRET}}
    settings, stranger = (
        Settings(data={"folder": tmp_path / name}, network=network)  # type: ignore[arg-type]
        for name in ("line", "stranger")
    )
    own = own_authority(settings)
    assert own is not None
    with turn_server(port=port, pair=own.current(datetime.now(UTC))):
        (check,) = [check async for check in media_servers.checks(settings)]
        assert check.ok, check.detail
        (check,) = [check async for check in media_servers.checks(stranger)]
        assert "no contesta" in check.detail
        assert "certificate" in check.detail
