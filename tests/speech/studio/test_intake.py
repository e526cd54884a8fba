"""Takes become a pack's recordings: all at once, at the line's level, and back."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from ivr.errors import NotFound
from speech.voice.engine import RATE
from speech.voice.espeak import EspeakEngine
from speech.voice.loudness import CEILING, TARGET, integrated, true_peak
from speech.voice.mastering import LEAD_IN, PACK, PACK_RATE, played, signal_of, through
from speech.voice.pack import manifest
from speech.voice.pack.fragment import Fragment, Join, Kind
from speech.voice.pack.pack import Pack, stale
from speech.voice.pack.sound import SoundFault, read, write
from speech.voice.studio.delivery import open_delivery
from speech.voice.studio.intake import take_in
from speech.voice.studio.numbering import Numbering
from speech.voice.studio.versions import Versions
from tests.speech.studio.voices import fragment, save, take, voice
from tests.speech.test_mastering import thirds

pytestmark = pytest.mark.service  # each writes packs of sound to the disk

MENU = fragment("Para reportar un daño, marque dos", "menu.opciones")
ASKS = fragment("Es correcto", "comun.correcto", Join.ASKS)
PIECE = fragment("y", "valor.y.flows", Join.FLOWS, Kind.VALUE)
OTHER = fragment("millones", "valor.millones.flows", Join.FLOWS, Kind.VALUE)
ALL = (MENU, ASKS, PIECE, OTHER)


@pytest.fixture
def versions(tmp_path: Path) -> Versions:
    return Versions(tmp_path / "voices", "propia")


def bring(tmp_path: Path, versions: Versions, peaks: dict[Fragment, float]) -> None:
    """One delivery with these fragments, each as loud as its figure says."""
    folder = tmp_path / f"estudio-{len(list(tmp_path.glob('estudio-*')))}"
    for said, peak in peaks.items():
        save(folder / f"{said.id}.wav", take(said.text, peak))
    delivery = open_delivery(folder, ALL, Numbering(tmp_path / "numbers"))
    assert not delivery.bad
    take_in(delivery.good, versions)


def recorded(versions: Versions) -> dict[str, float]:
    rows = manifest.read(versions.link).recordings
    sounds = {
        row.fragment.id: read(versions.link / "audio" / row.fragment.file_name) for row in rows
    }
    return {key: integrated(sound.signal, sound.rate) for key, sound in sounds.items()}


def test_every_prompt_comes_within_one_db_of_the_lines_level(
    tmp_path: Path, versions: Versions
) -> None:
    bring(tmp_path, versions, {MENU: 0.05, ASKS: 0.9})
    for loudness in recorded(versions).values():
        assert loudness == pytest.approx(TARGET, abs=0.5)


def test_pieces_keep_among_each_other_the_weight_they_had_in_the_session(
    tmp_path: Path, versions: Versions
) -> None:
    bring(tmp_path, versions, {PIECE: 0.15, OTHER: 0.2, MENU: 0.2})
    found = recorded(versions)
    assert found[OTHER.id] - found[PIECE.id] == pytest.approx(2.5, abs=1)
    assert found[OTHER.id] == pytest.approx(TARGET, abs=1)


def test_the_sound_is_opus_of_24_khz_trimmed_and_clips_nowhere(
    tmp_path: Path, versions: Versions
) -> None:
    bring(tmp_path, versions, {MENU: 0.9})
    path = versions.link / "audio" / MENU.file_name
    sound = read(path)
    assert path.read_bytes().startswith(b"OggS")
    assert b"OpusHead" in path.read_bytes()[:64]
    assert (sound.rate, len(sound.channels)) == (PACK_RATE, 1)
    assert sound.seconds == pytest.approx(len(voice(MENU.text)) / 48_000 + 2 * LEAD_IN, abs=0.06)
    assert true_peak(sound.signal, sound.rate) < CEILING + 1.5
    assert path.stat().st_size * 8 / sound.seconds < 40_000


def test_what_was_taken_in_is_what_the_pack_asks_for(tmp_path: Path, versions: Versions) -> None:
    bring(tmp_path, versions, {MENU: 0.3, PIECE: 0.3})
    found = stale(tmp_path / "nothing-shipped", ALL, versions.link)
    assert found.missing == (ASKS.id, OTHER.id)
    assert (found.older, found.corrupt, found.surplus) == ((), (), ())


def test_a_later_delivery_adds_and_replaces_and_can_be_undone(
    tmp_path: Path, versions: Versions
) -> None:
    bring(tmp_path, versions, {MENU: 0.3, ASKS: 0.3})
    before = (versions.link / "audio" / MENU.file_name).read_bytes()
    menu = manifest.read(versions.link)
    bring(tmp_path, versions, {MENU: 0.1, PIECE: 0.3})
    assert set(recorded(versions)) == {MENU.id, ASKS.id, PIECE.id}
    versions.undo()
    assert manifest.read(versions.link) == menu
    assert (versions.link / "audio" / MENU.file_name).read_bytes() == before


def test_undoing_the_first_delivery_leaves_none(tmp_path: Path, versions: Versions) -> None:
    bring(tmp_path, versions, {MENU: 0.3})
    versions.undo()
    assert not versions.link.exists()
    with pytest.raises(NotFound):
        versions.undo()
    bring(tmp_path, versions, {ASKS: 0.3})
    assert set(recorded(versions)) == {ASKS.id}


def test_only_one_step_back_is_kept(tmp_path: Path, versions: Versions) -> None:
    for peak in (0.1, 0.2, 0.3):
        bring(tmp_path, versions, {MENU: peak})
    versions.undo()
    with pytest.raises(NotFound, match="ya no se guarda"):
        versions.undo()
    assert set(recorded(versions)) == {MENU.id}


def test_a_failure_half_way_changes_nothing(tmp_path: Path, versions: Versions) -> None:
    bring(tmp_path, versions, {MENU: 0.3})
    before = manifest.read(versions.link)
    folder = tmp_path / "estudio"
    for said in (MENU, ASKS):
        save(folder / f"{said.id}.wav", take(said.text, 0.2))
    delivery = open_delivery(folder, ALL, Numbering(tmp_path / "numbers"))
    (folder / f"{ASKS.id}.wav").write_bytes(b"")  # the disk of the studio goes bad
    with pytest.raises(SoundFault):
        take_in(delivery.good, versions)
    assert manifest.read(versions.link) == before
    assert not stale(tmp_path / "nothing-shipped", [MENU], versions.link).corrupt


def test_recordings_in_a_plain_folder_become_the_first_version(
    tmp_path: Path, versions: Versions
) -> None:
    bring(tmp_path, versions, {MENU: 0.3})
    plain = Versions(tmp_path / "voices", "otra")
    versions.link.resolve().rename(plain.link)
    bring(tmp_path, plain, {ASKS: 0.3})
    assert set(recorded(plain)) == {MENU.id, ASKS.id}
    plain.undo()
    assert set(recorded(plain)) == {MENU.id}


def test_a_version_that_a_fall_left_unused_is_used(tmp_path: Path, versions: Versions) -> None:
    bring(tmp_path, versions, {MENU: 0.3})
    versions.link.unlink()
    bring(tmp_path, versions, {ASKS: 0.3})
    assert set(recorded(versions)) == {MENU.id, ASKS.id}


def test_a_voice_that_only_the_installation_has_opens_as_a_pack(
    tmp_path: Path, versions: Versions
) -> None:
    bring(tmp_path, versions, {MENU: 0.3, PIECE: 0.3})
    pack = Pack.open(tmp_path / "nothing-shipped", versions.link, decoded=tmp_path / "decoded")
    assert pack.about.name == "propia"
    assert {one.id for one in pack.fragments} == {MENU.id, PIECE.id}
    played = signal_of(pack.sound(MENU))
    assert integrated(played, RATE) == pytest.approx(TARGET, abs=1)


def test_a_voice_comes_through_opus_and_the_telephones_band_whole(tmp_path: Path) -> None:
    said = signal_of(EspeakEngine().synthesise("Su factura de agosto vence el jueves a las seis."))
    source = through(PACK, said, RATE)
    write(tmp_path / "x.opus", source)
    heard = signal_of(played(read(tmp_path / "x.opus").signal, PACK_RATE))
    before, after = thirds(source, PACK_RATE), thirds(heard, RATE)
    changes = np.array([after[centre] - before[centre] for centre in before])
    assert np.abs(changes - np.median(changes)).max() < 1
