"""The condition of a pack: what the fallback voice would speak, and what else is wrong."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

import pytest

from speech.voice.mastering import PACK_RATE
from speech.voice.pack import manifest
from speech.voice.pack.fragment import Fragment, Join, Kind
from speech.voice.pack.sound import read, write
from speech.voice.pack.sounds import file_digest
from speech.voice.studio.condition import Condition, State, condition
from speech.voice.studio.delivery import Take
from speech.voice.studio.intake import take_in
from speech.voice.studio.versions import Versions
from tests.speech.studio.voices import fragment, save, take

pytestmark = pytest.mark.service  # each writes packs of sound to the disk

MENU = fragment("Para daños, marque dos", "menu.opciones")
WELCOME = fragment("Buenos días", "bienvenida.saludo")
THOUSANDS = fragment("veintiocho mil", "valor.veintiocho.mil", Join.FLOWS, Kind.VALUE)
NUMBER = fragment("veintiocho", "valor.veintiocho", Join.FLOWS, Kind.VALUE)
THOUSAND = fragment("mil", "valor.mil", Join.FLOWS, Kind.VALUE)
ALL = (MENU, WELCOME, THOUSANDS, NUMBER, THOUSAND)


class Place:
    """A shipped pack and the installation's own recordings over it."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.shipped = root / "shipped" / "propia"
        self.own = root / "own" / "propia"

    def record(self, pack: Path, fragments: Iterable[Fragment]) -> None:
        takes = []
        for one in fragments:
            path = save(self.root / "estudio" / f"{one.id}.wav", take(one.text))
            takes.append(Take(path, one, (), -25.0))
        take_in(takes, Versions(pack.parent, pack.name))

    def condition(self, fragments: Iterable[Fragment] = ALL) -> Condition:
        return condition(self.shipped, self.own, fragments)


@pytest.fixture
def place(tmp_path: Path) -> Place:
    return Place(tmp_path)


def ids(condition: Condition, state: State) -> list[str]:
    return [one.fragment.id for one in condition.of(state)]


def test_a_whole_pack_has_nothing_wrong(place: Place) -> None:
    place.record(place.shipped, ALL)
    found = place.condition()
    assert ids(found, State.RECORDED) == [one.id for one in ALL]
    assert (found.by_fallback, found.at_wrong_level, found.surplus) == ((), (), ())
    assert found.pending == 2


def test_without_any_recording_the_fallback_speaks_all(place: Place) -> None:
    found = place.condition()
    assert len(found.by_fallback) == len(ALL)
    assert found.standings[0].gaps == ("Para daños, marque dos",)


def test_what_smaller_pieces_say_needs_no_fallback(place: Place) -> None:
    place.record(place.shipped, [MENU, WELCOME, NUMBER, THOUSAND])
    found = place.condition()
    assert ids(found, State.MISSING) == [THOUSANDS.id]
    assert found.by_fallback == ()


def test_an_own_recording_wins_and_is_told_apart(place: Place) -> None:
    place.record(place.shipped, ALL)
    place.record(place.own, [MENU])
    found = place.condition()
    assert [one.fragment.id for one in found.standings if one.own] == [MENU.id]


def test_a_changed_text_is_spoken_by_the_fallback_until_it_is_recorded(place: Place) -> None:
    place.record(place.shipped, ALL)
    changed = replace(MENU, text="Para daños, marque tres", version=2, approved_by="Jurídica")
    found = place.condition([changed, *ALL[1:]])
    assert ids(found, State.OLDER) == [MENU.id]
    assert [one.fragment for one in found.by_fallback] == [changed]
    assert found.pending == 1
    place.record(place.own, [changed])
    assert place.condition([changed, *ALL[1:]]).by_fallback == ()


@pytest.mark.parametrize("content", [b"", b"OggS, pero no", None], ids=["empty", "damaged", "gone"])
def test_a_damaged_file_is_named_and_not_played(place: Place, content: bytes | None) -> None:
    place.record(place.shipped, ALL)
    path = place.shipped / "audio" / WELCOME.file_name
    path.unlink()
    if content is not None:
        path.write_bytes(content)
    found = place.condition()
    assert ids(found, State.CORRUPT) == [WELCOME.id]
    assert [one.fragment for one in found.by_fallback] == [WELCOME]


def test_what_nobody_asks_for_is_surplus(place: Place) -> None:
    place.record(place.shipped, ALL)
    assert place.condition(ALL[:-1]).surplus == (THOUSAND.id,)


def test_a_prompt_more_than_one_db_off_is_told(place: Place) -> None:
    place.record(place.shipped, ALL)
    path = place.shipped / "audio" / MENU.file_name
    sound = read(path)
    assert sound.rate == PACK_RATE
    write(path, sound.signal * 0.7)
    rows = manifest.read(place.shipped).recordings
    manifest.write(
        place.shipped,
        [
            replace(row, audio_digest=file_digest(path)) if row.fragment == MENU else row
            for row in rows
        ],
    )
    (found,) = place.condition().at_wrong_level
    assert found.fragment == MENU
    assert found.off == pytest.approx(-3.1, abs=0.8)
