"""The bundle's files: names from the manifest, compressed, cached, and nothing beside them."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from cti.web.assets import Assets
from ivr.store import Store
from tests.cti.desk_server import desk_server


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    dist = tmp_path / "static" / "dist"
    dist.mkdir(parents=True)
    (tmp_path / "secret.txt").write_text("secret")
    (dist / "manifest.json").write_text(json.dumps({"desk.js": "desk-3F2A.js"}))
    for name in ("desk-3F2A.js", "desk-3F2A.js.br", "desk-3F2A.js.gz", ".hidden"):
        (dist / name).write_text(name)
    (dist / "outside.js").symlink_to(tmp_path / "secret.txt")
    return tmp_path / "static"


def test_a_name_is_looked_up_and_the_manifest_read_again(folder: Path) -> None:
    assets = Assets(folder)
    assert assets.address("desk.js") == "/static/dist/desk-3F2A.js"
    assert assets.address("new.js") == "/static/dist/new.js"
    manifest = folder / "dist" / "manifest.json"
    manifest.unlink()
    assert not assets.built
    manifest.write_text("not json")
    assert not assets.built


# Accept-Encoding, encoding sent
ACCEPTED = [
    ("", None),
    ("identity", None),
    ("gzip", "gzip"),
    ("gzip, deflate, br, zstd", "br"),
    ("GZIP;q=0.5", "gzip"),
]


@pytest.mark.parametrize(("accepted", "sent"), ACCEPTED)
def test_the_best_encoding_that_the_browser_reads(
    folder: Path, accepted: str, sent: str | None
) -> None:
    asset = Assets(folder).find("dist/desk-3F2A.js", accepted)
    assert asset is not None
    assert (asset.encoding, asset.media_type, asset.unchanging) == (sent, "text/javascript", True)


OUTSIDE = ["../secret.txt", "dist/../../secret.txt", "/etc/passwd", "dist/.hidden", "dist", "", "."]
NO_NAME = ["dist/a\0b", "dist/" + "a" * 300]


@pytest.mark.parametrize("wanted", [*OUTSIDE, *NO_NAME, "dist/outside.js", "dist/none.js"])
def test_nothing_beside_the_bundle_is_sent(folder: Path, wanted: str) -> None:
    assert Assets(folder).find(wanted, "") is None


async def test_a_file_is_sent_compressed_and_may_be_kept_for_ever(
    tmp_path: Path, folder: Path, store: Store
) -> None:
    async with desk_server(tmp_path, store, static=folder) as server:
        page = await server.page()
        answer = await page.get(
            "/static/dist/desk-3F2A.js", headers={"Accept-Encoding": "identity"}
        )
        assert await answer.text() == "desk-3F2A.js"
        assert "immutable" in answer.headers["Cache-Control"]
        assert (await page.get("/static/dist/%2e%2e/%2e%2e/secret.txt")).status == 404
