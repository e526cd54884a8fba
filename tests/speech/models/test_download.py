"""A large file over HTTP from a real server that cuts, forgets, fails and lies."""

from __future__ import annotations

import hashlib
import re
import threading
from collections.abc import Callable
from pathlib import Path

import pytest

from speech.models.download import Download, DownloadFailed, WrongDigest
from tests.running.http_server import Asked, Reply, Server, http_server

DATA = bytes(range(256)) * 4_000
SHA256 = hashlib.sha256(DATA).hexdigest()
LARGEST = len(DATA)
RANGE = re.compile(r"bytes=(\d+)-")


def begin(asked: Asked) -> int:
    """From which byte on a request asks."""
    found = RANGE.fullmatch(asked.headers.get("range", ""))
    return int(found[1]) if found else 0


def serving(data: bytes = DATA, cut_after: int | None = None) -> Callable[[Asked], Reply]:
    """A server with ranges that ends each answer after so many bytes, or at the end."""

    def behave(asked: Asked) -> Reply:
        start = begin(asked)
        if start >= len(data):
            return Reply(416, headers={"Content-Range": f"bytes */{len(data)}"})
        heads = f"Content-Length: {len(data) - start}\r\n"
        first = "HTTP/1.1 200 OK\r\n"
        if start:
            first = "HTTP/1.1 206 Partial\r\n"
            heads += f"Content-Range: bytes {start}-{len(data) - 1}/{len(data)}\r\n"
        body = data[start : None if cut_after is None else start + cut_after]
        return Reply(portions=(f"{first}{heads}\r\n".encode(), body))

    return behave


def download(server: Server, folder: Path, sha256: str = SHA256, largest: int = LARGEST) -> bytes:
    wanted = Download(f"{server.url}/m.zip", folder / "m.zip", largest, pause=0.0)
    return wanted.run(sha256).read_bytes()


def starts(server: Server) -> list[int]:
    return [begin(asked) for asked in server.asked]


def test_a_file_arrives_whole_and_its_progress_is_told(tmp_path: Path) -> None:
    seen: list[tuple[int, int | None]] = []
    with http_server(serving()) as server:
        wanted = Download(f"{server.url}/m.zip", tmp_path / "m.zip", LARGEST)
        wanted.run(SHA256, lambda done, of: seen.append((done, of)))
    assert (tmp_path / "m.zip").read_bytes() == DATA
    assert seen[0] == (0, len(DATA))
    assert seen[-1] == (len(DATA), len(DATA))
    assert [path.name for path in tmp_path.iterdir()] == ["m.zip"]


def test_a_cut_connection_goes_on_where_it_was_cut(tmp_path: Path) -> None:
    piece = len(DATA) // 3
    with http_server(serving(cut_after=piece)) as server:
        assert download(server, tmp_path) == DATA
        assert starts(server) == [0, piece, 2 * piece, 3 * piece]


def test_another_day_goes_on_where_the_last_ended(tmp_path: Path) -> None:
    (tmp_path / "m.zip.part").write_bytes(DATA[:1000])
    with http_server(serving()) as server:
        assert download(server, tmp_path) == DATA
        assert starts(server) == [1000]


def test_a_server_that_knows_no_ranges_begins_again(tmp_path: Path) -> None:
    (tmp_path / "m.zip.part").write_bytes(DATA[:1000])
    with http_server(lambda asked: Reply(body=DATA)) as server:
        assert download(server, tmp_path) == DATA


def test_a_range_that_begins_elsewhere_is_not_appended(tmp_path: Path) -> None:
    (tmp_path / "m.zip.part").write_bytes(DATA[:1000])

    def behave(asked: Asked) -> Reply:
        whole = {"Content-Range": f"bytes 0-{len(DATA) - 1}/{len(DATA)}"}
        return Reply(206, DATA, whole)

    with http_server(behave) as server:
        assert download(server, tmp_path) == DATA


def test_what_was_whole_already_is_only_checked(tmp_path: Path) -> None:
    (tmp_path / "m.zip.part").write_bytes(DATA)
    with http_server(serving()) as server:
        assert download(server, tmp_path) == DATA
        assert starts(server) == [len(DATA)]
        assert download(server, tmp_path) == DATA
        assert len(server.asked) == 1


def test_a_beginning_of_another_edition_is_thrown_away(tmp_path: Path) -> None:
    (tmp_path / "m.zip.part").write_bytes(b"old" * 100)
    with http_server(serving()) as server:
        assert download(server, tmp_path) == DATA
        assert starts(server) == [300, 0]


def test_more_than_there_is_any_more_is_thrown_away(tmp_path: Path) -> None:
    (tmp_path / "m.zip.part").write_bytes(bytes(len(DATA) + 5))
    with http_server(serving()) as server:
        assert download(server, tmp_path) == DATA


def test_another_file_than_asked_for_is_refused_and_deleted(tmp_path: Path) -> None:
    with http_server(serving(DATA[::-1])) as server, pytest.raises(WrongDigest) as refused:
        download(server, tmp_path)
    assert refused.value.found == hashlib.sha256(DATA[::-1]).hexdigest()
    assert refused.value.found in refused.value.message
    assert list(tmp_path.iterdir()) == []


def test_a_server_that_fails_for_a_moment_is_asked_again(tmp_path: Path) -> None:
    failures = iter([Reply(503), Reply(portions=(b"nonsense\r\n\r\n",)), Reply(portions=(b"",))])
    good = serving()
    with http_server(lambda asked: next(failures, None) or good(asked)) as server:
        assert download(server, tmp_path) == DATA


@pytest.mark.parametrize(
    ("reply", "message"),
    [
        (Reply(404), "no lo entrega .HTTP 404."),
        (Reply(403), "no lo entrega .HTTP 403."),
        (Reply(503), "falla .HTTP 503.; repita más tarde, sigue donde quedó"),
        (
            Reply(portions=(b"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n",)),
            "se cortó la conexión",
        ),
    ],
)
def test_a_server_that_does_not_give_it_is_given_up(
    reply: Reply, message: str, tmp_path: Path
) -> None:
    with http_server(lambda asked: reply) as server, pytest.raises(DownloadFailed, match=message):
        download(server, tmp_path)


def test_a_server_that_is_not_there_is_told(tmp_path: Path) -> None:
    with http_server() as server:
        gone = server
    with pytest.raises(DownloadFailed, match="no se llega al servidor"):
        download(gone, tmp_path)


@pytest.mark.parametrize("told", [True, False], ids=["announced", "unannounced"])
def test_a_file_without_end_is_refused(told: bool, tmp_path: Path) -> None:
    head = (
        b"HTTP/1.1 200 OK\r\nContent-Length: 99999999\r\n\r\n"
        if told
        else b"HTTP/1.1 200 OK\r\n\r\n"
    )
    with (
        http_server(lambda asked: Reply(portions=(head, bytes(5000)))) as server,
        pytest.raises(DownloadFailed, match="más de lo esperado"),
    ):
        download(server, tmp_path, largest=4000)


def test_a_full_disk_is_told_with_its_mend(tmp_path: Path) -> None:
    (tmp_path / "m.zip.part").symlink_to("/dev/full")
    with (
        http_server(serving()) as server,
        pytest.raises(DownloadFailed, match="se llenó el disco: libere espacio y repita"),
    ):
        download(server, tmp_path)


def test_two_downloads_of_the_same_do_not_mix(tmp_path: Path) -> None:
    asked, go_on = threading.Event(), threading.Event()
    good = serving()

    def behave(request: Asked) -> Reply:
        asked.set()
        go_on.wait(30)
        return good(request)

    with http_server(behave) as server:
        first = threading.Thread(target=download, args=(server, tmp_path))
        first.start()
        assert asked.wait(30)
        with pytest.raises(DownloadFailed, match="ya se está descargando"):
            download(server, tmp_path)
        go_on.set()
        first.join(30)
    assert (tmp_path / "m.zip").read_bytes() == DATA
