"""What the desks' process is told out of the settings."""

from __future__ import annotations

from pathlib import Path

import pytest

from app.cti_process import config_of, reachable, redis_check
from app.secrets import Secrets
from app.settings import Settings
from cti.health import PartDown

# network.host, network.external_address, what a browser is told
PLACES = [
    ("127.0.0.1", "", "127.0.0.1"),
    ("192.0.2.7", "", "192.0.2.7"),
    ("0.0.0.0", "", "127.0.0.1"),
    ("0.0.0.0", "198.51.100.4", "198.51.100.4"),
    ("::", "", "127.0.0.1"),
    ("linea.example", "", "linea.example"),
]


@pytest.mark.parametrize(("host", "external", "told"), PLACES)
def test_where_browsers_reach_asterisk(host: str, external: str, told: str) -> None:
    network = {"host": host, "external_address": external}
    assert reachable(Settings(network=network)) == told  # type: ignore[arg-type]


def test_secrets_reach_the_process_and_never_its_text(tmp_path: Path) -> None:
    config = config_of(Settings(data={"folder": tmp_path}))  # type: ignore[arg-type]
    assert config.ami.secret
    assert config.ami.secret not in repr(config)
    own, shown = Secrets.of(tmp_path).password("sip.desk-01"), config.place.page_password
    assert (
        len({own, shown("desk-01", "1.5"), shown("desk-01", "2.5"), shown("desk-02", "1.5")}) == 4
    )


async def test_a_bus_that_is_gone_is_said(tmp_path: Path) -> None:
    with pytest.raises(PartDown, match="Redis"):
        await redis_check(f"unix://{tmp_path}/none.sock")()
