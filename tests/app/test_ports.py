"""A taken port is replaced by the next free one, and that is said."""

from __future__ import annotations

import socket
from collections.abc import Iterator

import pytest

from app.ports import NoFreePort, choose, environment
from app.settings import Ports, load

HOST = "127.0.0.1"


@pytest.fixture
def taken() -> Iterator[int]:
    """A TCP port that something listens on."""
    with socket.create_server((HOST, 0)) as server:
        yield int(server.getsockname()[1])


@pytest.fixture
def taken_udp() -> Iterator[int]:
    """A UDP port that is bound, its TCP twin being free."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as bound:
        with socket.socket() as twin:
            twin.bind((HOST, 0))
            bound.bind(twin.getsockname())
        yield int(bound.getsockname()[1])


def test_a_taken_port_is_replaced_and_said(taken: int) -> None:
    chosen = choose(Ports(web=taken), HOST)
    assert chosen.ports.web > taken
    assert chosen.replaced["web"] == (taken, chosen.ports.web)
    said = f"El puerto {taken} (web) está ocupado; se usa el {chosen.ports.web}."
    assert said in chosen.notices()


def test_sip_needs_its_port_over_udp_too(taken_udp: int) -> None:
    assert choose(Ports(sip=taken_udp), HOST).ports.sip > taken_udp
    assert choose(Ports(web=taken_udp), HOST).ports.web == taken_udp


def test_no_port_is_given_twice(taken: int) -> None:
    wanted = Ports(web=taken, agi=taken, ami=taken, sip=taken, http=taken, speech=taken)
    ports = choose(wanted, HOST).ports.model_dump()
    assert len(set(ports.values())) == len(ports)


def test_free_ports_stay_as_they_were_asked_for() -> None:
    with socket.create_server((HOST, 0)) as server:
        free = int(server.getsockname()[1])
    chosen = choose(Ports(web=free), HOST)
    assert chosen.ports.web == free
    assert "web" not in chosen.replaced


def test_no_free_port_is_told() -> None:
    with socket.socket() as last:
        last.bind((HOST, 65535))
        last.listen()
        with pytest.raises(NoFreePort, match="«web» a partir del 65535"):
            choose(Ports(web=65535), HOST)


def test_an_address_of_another_machine_is_told() -> None:
    with pytest.raises(NoFreePort, match=r"192\.0\.2\.1.*network\.host"):
        choose(Ports(), "192.0.2.1")


def test_the_processes_are_given_the_chosen_ports(monkeypatch: pytest.MonkeyPatch) -> None:
    ports = Ports(web=18080, rtp_first=20000, rtp_last=20100)
    for name, value in environment(ports).items():
        monkeypatch.setenv(name, value)
    assert load().ports == ports
