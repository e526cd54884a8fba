"""An instance starts quiet, small and unprivileged, and ends leaving nothing."""

from __future__ import annotations

import asyncio
import os
import re
import socket
from dataclasses import replace
from pathlib import Path

import pytest

from app.asterisk import AsteriskError, Instance, Trunk
from app.asterisk.rendering import PRIVATE_USER, render
from tests.running.asterisk import HOST, configuration, free_ports, running_asterisk

LOUD = re.compile(r"(WARNING|ERROR|NOTICE)\[")


def rendered(instance: Instance, name: str) -> str:
    return (instance.configuration.folder / "etc" / name).read_text()


@pytest.mark.calls
async def test_a_start_is_quiet() -> None:
    carrier = Trunk("carrier", ("192.0.2.7", "198.51.100.0/24"), "linea", "not-a-secret")
    async with running_asterisk(
        trunks=(carrier,),
        external_address="203.0.113.9",
        stun_server="127.0.0.1:3478",
        turn_server="127.0.0.1:3478",
        turn_user="linea",
        turn_password="un secreto; con signos",
        on_call_numbers=("PJSIP/3151234567@trunk-carrier",),
    ) as asterisk:
        assert not LOUD.search(asterisk.log.read_text())
        assert "127.0.0.1:3478" in await asterisk.console("rtp show settings")
        written = rendered(asterisk, "rtp.conf")
        assert f"{HOST} => 203.0.113.9,include_local_address" in written
        assert "turnpassword = un secreto\\; con signos" in written


@pytest.mark.calls
async def test_every_module_that_is_listed_runs_and_no_other_is_loaded() -> None:
    async with running_asterisk() as asterisk:
        listed = set(re.findall(r"^load = (\S+)$", rendered(asterisk, "modules.conf"), re.M))
        shown = await asterisk.console("module show")
        running = set(re.findall(r"^(\S+\.so) .* Running ", shown, re.M))
        assert running == listed


@pytest.mark.calls
async def test_it_runs_as_nobody_s_user_and_keeps_its_secrets_to_itself() -> None:
    async with running_asterisk() as asterisk:
        folder = asterisk.configuration.folder
        user = (folder / "log" / "messages.log").stat().st_uid
        assert user not in (0, os.geteuid()) or os.geteuid() != 0
        for path in (folder / "etc").iterdir():
            assert path.stat().st_mode & 0o007 == 0, path
            assert path.stat().st_uid == 0 or os.geteuid() != 0, path


@pytest.mark.calls
async def test_a_strict_umask_keeps_it_from_nothing() -> None:
    before = os.umask(0o077)
    try:
        async with running_asterisk() as asterisk:
            assert await asterisk.is_ready()
    finally:
        os.umask(before)


@pytest.mark.calls
async def test_everything_listens_on_loopback() -> None:
    async with running_asterisk() as asterisk:
        ports = asterisk.configuration.ports
        wanted = {("tcp", ports.ami), ("tcp", ports.http), ("tcp", ports.sip), ("udp", ports.sip)}
        assert {(kind, port) for kind, address, port in listening() if address == HOST} >= wanted
        everywhere = {(kind, port) for kind, address, port in listening() if address == "0.0.0.0"}
        assert not everywhere & wanted


@pytest.mark.calls
async def test_the_end_leaves_no_process_and_no_port() -> None:
    async with running_asterisk() as asterisk:
        ports = asterisk.configuration.ports
    assert not asterisk.configuration.folder.exists()
    assert not {port for _, _, port in listening()} & {ports.ami, ports.http, ports.sip}


@pytest.mark.calls
async def test_a_taken_port_fails_the_start_and_says_where_to_look() -> None:
    ports = free_ports()
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as taken:
        taken.bind((HOST, ports.sip))
        with pytest.raises(AsteriskError, match=r"messages\.log"):
            async with asyncio.timeout(15), running_asterisk(ports):
                pass


def test_a_private_root_s_user_is_nobody_on_the_host() -> None:
    users = {int(line.split(":")[2]) for line in Path("/etc/passwd").read_text().splitlines()}
    assert PRIVATE_USER not in users


HOSTILE = {
    "a second line": ("line.on_call_numbers", {"on_call_numbers": ("PJSIP/1@t\nexten => x",)}),
    "another application": ("line.on_call_numbers", {"on_call_numbers": ("PJSIP/1,10,g",)}),
    "an expression": ("line.on_call_numbers", {"on_call_numbers": ("PJSIP/${SHELL(id)}",)}),
    "a comment": ("line.trunks.addresses", {"trunks": (Trunk("t", ("192.0.2.7;x",)),)}),
    "a section": ("line.trunks.username", {"trunks": (Trunk("t", (), "u]\n[root"),)}),
    "a password with a line": ("line.trunks.password", {"trunks": (Trunk("t", (), "u", "a\nb"),)}),
    "no address": ("network.host", {"host": "localhost; rm"}),
}


@pytest.mark.parametrize("case", HOSTILE.values(), ids=HOSTILE.keys())
def test_a_setting_that_would_write_more_than_a_value_is_refused(
    case: tuple[str, dict[str, object]], tmp_path: Path
) -> None:
    key, changes = case
    hostile = replace(configuration(free_ports()), root=tmp_path, **changes)  # type: ignore[arg-type]
    with pytest.raises(AsteriskError, match=re.escape(key)):
        render(hostile)
    assert not list(tmp_path.iterdir())


def test_a_root_without_asterisk_says_how_to_get_one(tmp_path: Path) -> None:
    with pytest.raises(AsteriskError, match=r"install\.sh"):
        render(replace(configuration(free_ports()), root=tmp_path))


def listening() -> set[tuple[str, str, int]]:
    """What listens on this machine over IPv4: kind, address, port."""
    found = set()
    for kind, state in (("tcp", "0A"), ("udp", "07")):
        for line in Path(f"/proc/net/{kind}").read_text().splitlines()[1:]:
            fields = line.split()
            address, _, port = fields[1].partition(":")
            if fields[3] == state:
                dotted = socket.inet_ntoa(bytes.fromhex(address)[::-1])
                found.add((kind, dotted, int(port, 16)))
    return found
