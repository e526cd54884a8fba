"""Recordings over HTTP: who hears which, in which pieces, and what stays on record."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import timedelta
from itertools import product
from pathlib import Path
from typing import Any

import pytest

from cti.web.keys import LISTENING
from ivr.services import calls, recordings, transcripts
from ivr.services.calls import LegRole
from ivr.services.recordings import Taken
from ivr.services.transcripts import Written
from ivr.store import Store
from recordings.sound import Sound, wav_header
from tests.cti.desk_server import DeskServer, desk_server
from tests.cti.sequence import BEGIN

CALL_ID = "0190a000-0000-7000-8000-000000000001"
NAMES = {
    "call": f"{CALL_ID}-call-1",
    "case": f"{CALL_ID}-case-1",
    "comment": f"{CALL_ID}-comment-1",
    "ethics": "2b1c0e1f-52a3-4e57-9a52-0f4f4f1f7b11",
}
SAMPLES = bytes(range(256)) * 700  # several pieces, more than a chunk


def wav(channels: int) -> bytes:
    return wav_header(len(SAMPLES), channels) + SAMPLES


@asynccontextmanager
async def with_recordings(folder: Path, store: Store) -> AsyncIterator[DeskServer]:
    """One recording of each kind; the call was Ana's."""
    async with desk_server(folder, store) as server:
        library = server.server.app[LISTENING].library
        raw = folder / "raw"
        raw.write_bytes(SAMPLES)
        with store.unit_of_work() as session:
            calls.begin(session, CALL_ID, started_at=BEGIN, number="+573151234567")
            calls.leg_started(
                *(session, CALL_ID, "d1"),
                role=LegRole.AGENT,
                at=BEGIN,
                agent_id=server.ids["ana"],
            )
            for kind, name in NAMES.items():
                channels = 2 if kind == "call" else 1
                sound = Sound(raw, 0, len(SAMPLES), channels)
                taken = Taken(
                    name=name,
                    call_id=None if kind == "ethics" else CALL_ID,
                    kind=kind,
                    started_at=BEGIN,
                    seconds=sound.seconds,
                    channels=channels,
                    size=sound.size,
                    file=library.keep(name, kind, sound),
                )
                recordings.take_in(session, taken, BEGIN)
        yield server


# who, what they may hear
HEARS = [
    ("ana", {"case"}),
    ("sofia", {"call", "case", "comment"}),
    ("clara", {"call", "case", "comment"}),
    ("elisa", {"ethics"}),
    ("pablo", {"case"}),
    ("raiz", {"call", "case", "comment"}),
    ("ines", {"case", "comment"}),
]


async def test_who_hears_which(tmp_path: Path, store: Store) -> None:
    async with with_recordings(tmp_path, store) as server:
        for user, kinds in HEARS:
            page = await server.signed_in(user)
            for kind, name in NAMES.items():
                answer = await page.get(f"/api/v1/recordings/{name}")
                assert answer.status == (200 if kind in kinds else 404), (user, kind)
                if answer.status == 200:
                    assert await answer.read() == wav(2 if kind == "call" else 1)
                    assert answer.headers["Cache-Control"] == "no-store"


async def test_who_may_hear_it_may_read_it(tmp_path: Path, store: Store) -> None:
    """Of the call's page; ``quality`` reads survey comments and accounts, as it hears them."""
    async with with_recordings(tmp_path, store) as server:
        with store.unit_of_work() as session:
            for kind in ("case", "comment"):
                written = Written(f"lo que dijo en {kind}", 0.8)
                transcripts.write(session, NAMES[kind], written, model="m", now=BEGIN)
        for user, kinds in (("ana", {"case"}), ("clara", {"case", "comment"})):
            page = await server.signed_in(user)
            answer = await page.get(f"/api/v1/calls/{CALL_ID}/recordings")
            told = {one["kind"]: one["transcript"] for one in (await answer.json())["dictated"]}
            assert {kind for kind, text in told.items() if text is not None} == kinds
            assert told["case"]["text"] == "lo que dijo en case"
            assert told["case"]["state"] == "done"


async def test_agents_hear_their_own_calls_where_that_is_set(tmp_path: Path, store: Store) -> None:
    async with with_recordings(tmp_path, store) as server:
        app = server.server.app
        ana, beto = await server.signed_in("ana"), await server.signed_in("beto")
        path = f"/api/v1/calls/{CALL_ID}/recording"
        assert [(await page.get(path)).status for page in (ana, beto)] == [404, 404]
        app._state[LISTENING] = replace(app[LISTENING], agents_hear_their_own=True)
        assert [(await page.get(path)).status for page in (ana, beto)] == [200, 404]


# what is asked for, the octets that come
WHOLE = wav(2)
RANGES = [
    ("bytes=0-", slice(0, None)),
    ("bytes=0-43", slice(0, 44)),
    ("bytes=100-199", slice(100, 200)),
    ("bytes=65000-140000", slice(65000, 140001)),
    ("bytes=-10", slice(-10, None)),
    (f"bytes={len(WHOLE) - 1}-{len(WHOLE) + 50}", slice(-1, None)),
]


PATHS = (f"calls/{CALL_ID}/recording", f"recordings/{NAMES['call']}")
NOT_THERE = ("bytes=999999-", "bytes=5-2", "octets=0-1", "bytes=x")


async def test_any_part_of_it_is_given(tmp_path: Path, store: Store) -> None:
    async with with_recordings(tmp_path, store) as server:
        page = await server.signed_in("clara")
        for path, (asked, octets) in product(PATHS, RANGES):
            answer = await page.get(f"/api/v1/{path}", headers={"Range": asked})
            assert answer.status == 206, asked
            assert await answer.read() == WHOLE[octets]
            start, stop, _ = octets.indices(len(WHOLE))
            assert answer.headers["Content-Range"] == f"bytes {start}-{stop - 1}/{len(WHOLE)}"
        for asked in NOT_THERE:
            answer = await page.get(f"/api/v1/{PATHS[0]}", headers={"Range": asked})
            assert answer.status == 416, asked


async def told(server: DeskServer, user: str) -> dict[str, Any]:
    page = await server.signed_in(user)
    answer = await page.get(f"/api/v1/calls/{CALL_ID}/recordings")
    assert answer.status == 200
    body: dict[str, Any] = await answer.json()
    return body


async def test_every_listening_is_on_record_and_auditors_see_it(
    tmp_path: Path, store: Store
) -> None:
    async with with_recordings(tmp_path, store) as server:
        page = await server.signed_in("clara")
        for asked in ("bytes=0-99", "bytes=100-", "bytes=7-8"):
            await page.get(f"/api/v1/calls/{CALL_ID}/recording", headers={"Range": asked})
        await page.get(f"/api/v1/recordings/{NAMES['case']}")
        server.clock.advance(timedelta(minutes=11))
        await page.get(f"/api/v1/recordings/{NAMES['case']}")
        assert (await told(server, "clara"))["accesses"] is None
        seen = (await told(server, "ines"))["accesses"]
        assert [access["name"].split("-")[-2] for access in seen] == ["case", "case", "call"]
        assert {access["who"] for access in seen} == {"Clara"}
        assert {access["address"] for access in seen} == {"127.0.0.1"}


async def test_what_was_recorded_in_a_call(tmp_path: Path, store: Store) -> None:
    async with with_recordings(tmp_path, store) as server:
        body = await told(server, "sofia")
        assert body["call"]["may_listen"]
        assert body["call"]["seconds"] == pytest.approx(len(SAMPLES) / 32_000, abs=0.01)
        assert [one["kind"] for one in body["dictated"]] == ["case", "comment"]
        assert not (await told(server, "ines"))["call"]["may_listen"]


async def test_nobody_hears_what_can_t_be_put_on_record(
    tmp_path: Path, store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with with_recordings(tmp_path, store) as server:
        page = await server.signed_in("clara")

        def broken(*_: object, **__: object) -> None:
            raise RuntimeError("no")

        monkeypatch.setattr(recordings, "note_access", broken)
        answer = await page.get(f"/api/v1/recordings/{NAMES['call']}")
        assert answer.status == 500
        assert b"RIFF" not in await answer.read()


async def test_a_damaged_one_is_said_to_be(tmp_path: Path, store: Store) -> None:
    async with with_recordings(tmp_path, store) as server:
        for file in (tmp_path / "recordings").rglob("*.sealed"):
            file.write_bytes(file.read_bytes()[:-1])
        page = await server.signed_in("clara")
        answer = await page.get(f"/api/v1/recordings/{NAMES['call']}")
        assert answer.status == 409
        assert (await answer.json())["title"].startswith("Esa grabación está dañada")


async def test_the_file_for_spreadsheets(tmp_path: Path, store: Store) -> None:
    async with with_recordings(tmp_path, store) as server:
        with store.unit_of_work() as session:
            calls.set_intent(session, CALL_ID, "=1+1")
        text = await (await (await server.signed_in("clara")).get("/api/v1/calls.csv")).text()
        heading, row = text.removeprefix("\ufeff").splitlines()
        cells = dict(zip(heading.split(";"), row.split(";"), strict=True))
        assert (cells["llamada"], cells["telefono"]) == (CALL_ID, "•••567")
        assert (cells["motivo"], cells["grabacion_s"]) == ("'=1+1", "6")
        text = await (await (await server.signed_in("sofia")).get("/api/v1/calls.csv")).text()
        assert "+573151234567" in text
