"""A pack gives the sounds of its texts, and never one that is damaged or of another text."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from structlog.testing import capture_logs

from speech.voice.engine import RATE
from speech.voice.loudness import Signal, integrated
from speech.voice.mastering import signal_of
from speech.voice.pack import manifest
from speech.voice.pack.about import PackFault
from speech.voice.pack.fragment import Fragment, Join
from speech.voice.pack.pack import AUDIO, Pack, Staleness, stale
from tests.speech.pack.packs import fragment, hum, make, record

pytestmark = pytest.mark.service  # keeps packs of sound

GREETING = fragment("Buenos días, le saluda la línea de atención", Join.ENDS, "bienvenida.saludo")
DEBT = fragment("Su factura es por", Join.FLOWS, "factura.resumen/1")
PESOS = fragment("pesos", Join.ENDS)
ALL = (GREETING, DEBT, PESOS)


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make(tmp_path_factory.mktemp("packs") / "prueba", ALL)


@pytest.fixture
def shipped(made: Path, tmp_path: Path) -> Path:
    return shutil.copytree(made, tmp_path / "prueba")


@pytest.fixture
def decoded(tmp_path: Path) -> Path:
    return tmp_path / "decoded"


def held(pack: Pack) -> set[str]:
    return {one.id for one in pack.fragments}


def pitch(samples: np.ndarray[tuple[int], np.dtype[np.int16]]) -> float:
    spectrum = np.abs(np.fft.rfft(samples.astype(np.float64)))
    return float(np.argmax(spectrum)) * RATE / len(samples)


def test_each_fragment_has_its_own_sound_at_the_telephones_rate(
    shipped: Path, decoded: Path
) -> None:
    pack = Pack.open(shipped, decoded=decoded)
    assert held(pack) == {one.id for one in ALL}
    for one in ALL:
        wanted = (hum(one.text, RATE) * 32767).astype(np.int16)
        sound = pack.sound(one)
        assert pitch(sound) == pytest.approx(pitch(wanted), abs=8)
        assert len(sound) == pytest.approx(len(wanted), abs=0.05 * RATE)
        assert abs(int(sound[0])) < 100 > abs(int(sound[-1]))


def test_all_are_equally_loud(tmp_path: Path, decoded: Path) -> None:
    quieter = fragment("Esta se grabó más bajo que las demás", Join.ENDS, "menu.bajo")
    folder = make(tmp_path / "prueba", ALL)
    row = record(folder, quieter, hum(quieter.text) * np.float32(0.5))
    rows = (*manifest.read(folder).recordings, replace(row, loudness=row.loudness - 6.02))
    manifest.write(folder, rows)
    pack = Pack.open(folder, decoded=decoded)
    levels = [integrated(signal_of(pack.sound(one)), RATE) for one in (GREETING, quieter)]
    assert levels[0] == pytest.approx(levels[1], abs=1.0)


def test_it_is_decoded_once(shipped: Path, decoded: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    first = Pack.open(shipped, decoded=decoded)
    monkeypatch.setattr("speech.voice.pack.sounds._decoded", lambda *_: pytest.fail("again"))
    again = Pack.open(shipped, decoded=decoded)
    assert again.digest == first.digest
    for one in ALL:
        assert np.array_equal(again.sound(one), first.sound(one))


@pytest.mark.parametrize("harm", ["cut", "gone", "index"])
def test_decoded_sound_that_is_not_whole_is_made_again(
    shipped: Path, decoded: Path, harm: str
) -> None:
    before = Pack.open(shipped, decoded=decoded).sound(PESOS).copy()
    samples, index = next(decoded.glob("*.pcm")), next(decoded.glob("*.json"))
    if harm == "cut":
        samples.write_bytes(samples.read_bytes()[:100])
    elif harm == "gone":
        samples.unlink()
    else:
        index.write_bytes(b'{"samples": 7')
    assert np.array_equal(Pack.open(shipped, decoded=decoded).sound(PESOS), before)


def test_a_changed_pack_leaves_no_old_sound_behind(shipped: Path, decoded: Path) -> None:
    before = Pack.open(shipped, decoded=decoded)
    make(shipped, (GREETING, DEBT))
    after = Pack.open(shipped, decoded=decoded)
    assert after.digest != before.digest
    assert held(after) == {GREETING.id, DEBT.id}
    assert len(list(decoded.glob("*.pcm"))) == 1
    assert len(before.sound(PESOS)), "who still plays the old one keeps it"


def _damage(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:200] + b"\0" * 200)


def _empty(path: Path) -> None:
    path.write_bytes(b"")


HARMS: dict[str, Callable[[Path], None]] = {
    "damaged": _damage,
    "empty": _empty,
    "missing": Path.unlink,
}


@pytest.mark.parametrize("harm", HARMS)
def test_a_recording_that_is_no_good_is_left_out_and_named(
    shipped: Path, decoded: Path, harm: str
) -> None:
    HARMS[harm](shipped / AUDIO / PESOS.file_name)
    with capture_logs() as logged:
        pack = Pack.open(shipped, decoded=decoded)
    assert held(pack) == {GREETING.id, DEBT.id}
    assert [(line["event"], line["fragment"]) for line in logged] == [
        ("fragment_unusable", PESOS.id)
    ]
    assert stale(shipped, ALL).corrupt == (PESOS.id,)


def test_a_recording_of_silence_is_left_out(shipped: Path, decoded: Path) -> None:
    rows = [one for one in manifest.read(shipped).recordings if one.fragment != PESOS]
    silence: Signal = np.zeros(12_000, np.float32)
    manifest.write(shipped, [*rows, record(shipped, PESOS, silence)])
    with capture_logs() as logged:
        pack = Pack.open(shipped, decoded=decoded)
    assert PESOS.id not in held(pack)
    assert logged[0]["fragment"] == PESOS.id


@pytest.mark.parametrize("line", ["", "roto", "a\tb\tc", "\t" * 8 + "x", "\x00\ufffd" * 3])
def test_a_broken_line_of_the_manifest_costs_only_itself(
    shipped: Path, decoded: Path, line: str
) -> None:
    path = shipped / manifest.FILE
    path.write_text(path.read_text("utf-8") + line + "\n", "utf-8")
    with capture_logs() as logged:
        assert held(Pack.open(shipped, decoded=decoded)) == {one.id for one in ALL}
    assert [one["event"] for one in logged] == ["voice_manifest_line_broken"] * bool(line)


def test_sound_of_another_text_is_never_played(shipped: Path, decoded: Path) -> None:
    path = shipped / manifest.FILE
    path.write_text(path.read_text("utf-8").replace("\tpesos\n", "\tdólares\n"), "utf-8")
    with capture_logs() as logged:
        assert PESOS.id not in held(Pack.open(shipped, decoded=decoded))
    assert logged[0]["fragment"] == PESOS.id
    assert stale(shipped, ALL).older == (PESOS.id,)


def test_an_empty_pack_holds_nothing(tmp_path: Path, decoded: Path) -> None:
    assert not Pack.open(make(tmp_path / "prueba", ()), decoded=decoded).fragments


@pytest.mark.parametrize(
    "about", [None, "", "name = 3", "name = 'x'\n[pauses]\ncoma = 2", "name='x'\n[joins]\nfade=0"]
)
def test_what_is_no_pack(shipped: Path, decoded: Path, about: str | None) -> None:
    path = shipped / "pack.toml"
    path.unlink() if about is None else path.write_text(about, "utf-8")
    with pytest.raises(PackFault, match=r"pack\.toml"):
        Pack.open(shipped, decoded=decoded)


def test_the_installations_own_recording_wins(shipped: Path, decoded: Path, tmp_path: Path) -> None:
    own = tmp_path / "own"
    (own / AUDIO).mkdir(parents=True)
    manifest.write(own, [record(own, PESOS, hum("otra voz que dura bastante más"))])
    shipped_alone = Pack.open(shipped, decoded=decoded)
    pack = Pack.open(shipped, own, decoded=decoded)
    assert held(pack) == held(shipped_alone)
    assert len(pack.sound(PESOS)) > len(shipped_alone.sound(PESOS))
    assert len(pack.sound(DEBT)) == len(shipped_alone.sound(DEBT))


def test_an_own_recording_of_an_old_wording_does_not_hide_the_shipped_new_one(
    shipped: Path, decoded: Path, tmp_path: Path
) -> None:
    own = tmp_path / "own"
    old = replace(GREETING, text="Buenos días, le saluda la línea")
    (own / AUDIO).mkdir(parents=True)
    manifest.write(own, [record(own, old)])
    assert GREETING in Pack.open(shipped, own, decoded=decoded).fragments


def test_how_a_pack_stands_to_the_wording(shipped: Path) -> None:
    reworded = replace(GREETING, text="Buenos días", version=2)
    new = fragment("gracias", Join.ENDS)
    assert stale(shipped, (reworded, DEBT, new)) == Staleness(
        missing=(new.id,), older=(GREETING.id,), corrupt=(), surplus=(PESOS.id,)
    )
    assert stale(shipped, ALL) == Staleness((), (), (), ())


def test_names_are_files(tmp_path: Path) -> None:
    carrier = Fragment("a.b/2", "hola", Join.FLOWS, DEBT.kind, 1, "x")
    assert carrier.file_name == "a.b~2.opus"
