"""The models of an installation, and the link to the one in use."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from ivr.errors import Invalid, NotFound
from speech.models import NONE, Shelf


@pytest.fixture
def shelf(tmp_path: Path) -> Shelf:
    shelf = Shelf(tmp_path / "speech")
    for name in ("uno", "dos"):
        with shelf.adding(name) as folder:
            (folder / "graph").mkdir()
            (folder / "graph" / "words.txt").write_text("<eps> 0\n[unk] 1\nsí 2\n#0 3\n", "utf-8")
    return shelf


def test_at_first_nothing_is_in_use(tmp_path: Path) -> None:
    shelf = Shelf(tmp_path / "nowhere")
    assert shelf.in_use() is None
    assert shelf.chosen() is None
    assert shelf.installed() == ()
    assert shelf.places() == ()


def test_the_link_leads_to_the_model_in_use(shelf: Shelf) -> None:
    shelf.use("uno")
    shelf.use("dos")
    assert shelf.in_use() == shelf.models / "dos"
    assert (shelf.link / "graph" / "words.txt").exists()
    assert [(model.name, model.words, model.in_use) for model in shelf.installed()] == [
        ("dos", 1, True),
        ("uno", 1, False),
    ]


def test_choosing_none_is_no_fault_and_is_remembered(shelf: Shelf) -> None:
    shelf.use("uno")
    shelf.use(NONE)
    assert shelf.in_use() is None
    assert shelf.chosen() == NONE


def test_choosing_the_same_again_is_seen_by_who_watches_the_link(shelf: Shelf) -> None:
    shelf.use("uno")
    before = shelf.link.lstat()
    shelf.use("uno")
    after = shelf.link.lstat()
    assert (before.st_ino, before.st_mtime_ns) != (after.st_ino, after.st_mtime_ns)


def test_a_model_that_is_not_there_names_those_that_are(shelf: Shelf) -> None:
    shelf.use("uno")
    with pytest.raises(NotFound, match="instalados: dos, uno"):
        shelf.use("tres")
    assert shelf.chosen() == "uno"


@pytest.mark.parametrize(
    "name", ["", ".", "..", "../uno", "a/b", "/etc", ".oculto", "a\n", "a" * 101]
)
def test_a_name_is_never_a_path(name: str, shelf: Shelf) -> None:
    for act in (shelf.find, shelf.use, shelf.remove):
        with pytest.raises(Invalid, match="no es el nombre de un modelo"):
            act(name)
    with pytest.raises(Invalid, match="no es el nombre"), shelf.adding(name):
        pytest.fail("a folder was made")


def test_what_fails_half_way_leaves_nothing(shelf: Shelf) -> None:
    with pytest.raises(FileNotFoundError), shelf.adding("tres") as folder:
        (folder / "not there").unlink()
    assert [path.name for path in sorted(shelf.models.iterdir())] == ["dos", "uno"]


def test_what_a_killed_process_left_is_swept_and_what_runs_is_not(shelf: Shelf) -> None:
    left = shelf.models / ".tres.0000.part"
    running = shelf.models / ".tres.1111.part"
    for path in (left, running):
        path.mkdir()
    os.utime(left, (0, 0))
    with shelf.adding("cuatro"):
        pass
    assert not left.exists()
    assert running.exists()


def test_two_that_add_the_same_end_with_one(shelf: Shelf) -> None:
    with shelf.adding("tres") as slower:
        (slower / "whose").write_text("slower")
        with shelf.adding("tres") as faster:
            (faster / "whose").write_text("faster")
    assert (shelf.models / "tres" / "whose").read_text() == "faster"
    assert len(list(shelf.models.iterdir())) == 3


def test_the_model_in_use_is_not_removed(shelf: Shelf) -> None:
    shelf.use("uno")
    with pytest.raises(Invalid, match="está en uso"):
        shelf.remove("uno")
    shelf.remove("dos")
    assert [path.name for path in shelf.models.iterdir()] == ["uno"]


def test_places_are_kept_and_it_is_told_whether_they_changed(shelf: Shelf) -> None:
    assert shelf.keep_places(["belén", "la pola"])
    assert not shelf.keep_places(["belén", "la pola"])
    assert shelf.places() == ("belén", "la pola")
    assert shelf.keep_places([])
    assert shelf.places() == ()
