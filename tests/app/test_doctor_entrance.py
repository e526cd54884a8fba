"""What the doctor says of the way in: certificate, addresses, identity provider."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from app.certificates import OwnAuthority
from app.doctor import entrance
from app.doctor.check import Check
from app.settings import Settings
from ivr.clock import FixedClock
from tests.cti.oidc.identity_provider import identity_provider

pytestmark = pytest.mark.service

NOW = datetime.now(UTC)


async def examined(folder: Path, **sections: Any) -> dict[str, Check]:
    settings = Settings(data={"folder": folder}, **sections)  # type: ignore[arg-type]
    return {check.name: check async for check in entrance.checks(settings)}


async def test_on_loopback_there_is_nothing_to_say(tmp_path: Path) -> None:
    found = await examined(tmp_path)
    assert {name: check.ok for name, check in found.items()} == {"HTTPS": True}


# network, whether the external address can serve
PLACES: list[tuple[dict[str, Any], bool]] = [
    ({"host": "127.0.0.1"}, False),
    ({"host": "10.1.2.3"}, True),
    ({"host": "0.0.0.0"}, False),
    ({"host": "0.0.0.0", "turn": {"stun": ("stun:127.0.0.1:9",)}}, True),
]


@pytest.mark.parametrize(("network", "ok"), PLACES)
async def test_an_external_address_needs_an_own_one(
    tmp_path: Path, network: dict[str, Any], ok: bool
) -> None:
    found = await examined(tmp_path, network=network | {"external_address": "198.51.100.4"})
    check = found["dirección externa"]
    assert check.ok is ok
    assert ok or check.mend


async def test_the_own_authority_is_looked_at(tmp_path: Path) -> None:
    network = {"host": "10.1.2.3"}
    assert (await examined(tmp_path, network=network))["HTTPS"].ok
    settings = Settings(data={"folder": tmp_path}, network=network)  # type: ignore[arg-type]
    own = OwnAuthority(settings.certificates_folder, ("10.1.2.3",), "Prueba")
    own.current(NOW)
    narrow = (await examined(tmp_path, network=network))["HTTPS"]
    assert not narrow.ok
    assert "localhost" in narrow.detail
    assert "--de-nuevo" in narrow.mend
    own.authority.key.chmod(0o644)
    assert "chmod 600" in (await examined(tmp_path, network=network))["HTTPS"].mend


ENDS = [(timedelta(days=-1), False, "venció"), (timedelta(days=5), False, "vence en"),
        (timedelta(days=60), True, "días más")]  # fmt: skip


@pytest.mark.parametrize(("left", "ok", "said"), ENDS)
async def test_a_given_certificate_s_end_is_told_in_time(
    tmp_path: Path, left: timedelta, ok: bool, said: str
) -> None:
    own = OwnAuthority(tmp_path / "issued", ("10.1.2.3",), "Prueba")
    pair = own.current(NOW + left - timedelta(days=90) + timedelta(hours=1))
    web = {"certificate": str(pair.certificate), "key": str(pair.key)}
    check = (await examined(tmp_path, web=web))["HTTPS"]
    assert check.ok is ok
    assert said in check.detail
    pair.key.unlink()
    assert not (await examined(tmp_path, web=web))["HTTPS"].ok


async def test_the_identity_provider_is_asked_who_it_is(tmp_path: Path) -> None:
    async with identity_provider(FixedClock(NOW)) as provider:
        oidc = {"issuer": provider.issuer, "client_id": "linea"}
        check = (await examined(tmp_path, login={"oidc": oidc}))["proveedor de identidad"]
        assert check.ok, check.detail
        provider.description = {"issuer": "https://another.example"}
        assert not (await examined(tmp_path, login={"oidc": oidc}))["proveedor de identidad"].ok
    gone = (await examined(tmp_path, login={"oidc": oidc}))["proveedor de identidad"]
    assert not gone.ok
    assert "login.oidc.issuer" in gone.mend
