"""Any text is spoken: recorded pieces without a click, the pauses of its marks, gaps filled."""

from __future__ import annotations

import re
from pathlib import Path

import numpy as np
import pytest

from speech.voice.engine import RATE, Samples, VoiceFailed
from speech.voice.loudness import integrated
from speech.voice.mastering import LEAD_IN, signal_of
from speech.voice.pack.about import Pauses
from speech.voice.pack.composer import Composer, Gap
from speech.voice.pack.fragment import Fragment, Join
from speech.voice.pack.pack import Pack
from speech.voice.pack.pack_engine import PackEngine
from tests.speech.pack.packs import OtherVoice, fragment, make

pytestmark = pytest.mark.service  # keeps packs of sound

FLOWS, CONTINUES, ENDS, ASKS = Join
DIGITS = ("uno", "dos", "cero")
RECORDED = (
    fragment("Su factura es por"),
    fragment("Su solicitud quedó con el número"),
    fragment("Tenemos un daño de agua en"),
    fragment("Ya trabajamos en él, y no cuelgue", ENDS),
    *(fragment(text) for text in ("ciento", "veinte mil", "luz", "agua")),
    fragment("pesos", ENDS),
    *(fragment(digit, join) for digit in DIGITS for join in (FLOWS, CONTINUES, ENDS)),
)
NUMBER = "Su solicitud quedó con el número dos cero, uno dos uno."
AMOUNT = "Su factura es por ciento veinte mil pesos."
NAMED = "Tenemos un daño de agua en La Pola. Ya trabajamos en él, y no cuelgue."


class Notes:
    """A memory that shows what it holds."""

    def __init__(self) -> None:
        self.kept: dict[str, Samples] = {}

    def recall(self, name: str) -> Samples | None:
        return self.kept.get(name)

    def keep(self, name: str, samples: Samples) -> None:
        self.kept[name] = samples


@pytest.fixture(scope="module")
def pack(tmp_path_factory: pytest.TempPathFactory) -> Pack:
    folder = tmp_path_factory.mktemp("packs")
    return Pack.open(make(folder / "prueba", RECORDED), decoded=folder / "decoded")


@pytest.fixture
def other() -> OtherVoice:
    return OtherVoice()


@pytest.fixture
def composer(pack: Pack, other: OtherVoice) -> Composer:
    return Composer(pack, other)


def shown(composer: Composer, text: str) -> list[str]:
    return [
        piece.id if isinstance(piece, Fragment) else f"[{piece.text}]"
        for piece in composer.pieces(text)
    ]


def silences(samples: Samples) -> list[int]:
    """The milliseconds of each pause within a sound."""
    quiet = "".join("." if level < 40 else "#" for level in np.abs(samples.astype(np.int32)))
    inside = quiet.strip(".")
    return [round(len(run) / 8) for run in re.findall(r"\.{800,}", inside)]


def test_pieces_of_a_text(composer: Composer) -> None:
    assert shown(composer, AMOUNT) == [
        "Su factura es por.flows", "ciento.flows", "veinte mil.flows", "pesos.ends",
    ]  # fmt: skip
    assert shown(composer, NUMBER)[1:] == [
        "dos.flows", "cero.continues", "uno.flows", "dos.flows", "uno.ends",
    ]  # fmt: skip


def test_a_text_lasts_as_long_as_its_pieces_and_pauses(composer: Composer, pack: Pack) -> None:
    pieces = [piece for piece in composer.pieces(NUMBER) if isinstance(piece, Fragment)]
    sound = sum(len(pack.sound(piece)) for piece in pieces) / RATE
    lasts = len(composer.compose(NUMBER)) / RATE
    assert lasts == pytest.approx(sound + LEAD_IN + 0.500, abs=0.06)


def test_between_groups_of_digits_there_is_time_to_write(composer: Composer, pack: Pack) -> None:
    assert silences(composer.compose(NUMBER)) == [pytest.approx(500, abs=20)]
    assert silences(composer.compose(NUMBER, pace=0.85)) == [pytest.approx(700, abs=20)]


def test_every_mark_has_its_pause(composer: Composer) -> None:
    pauses = Pauses()
    marks = {",": pauses.comma, ";": pauses.colon, ".": pauses.stop, "?": pauses.question}
    for mark, pause in marks.items():
        text = f"Tenemos un daño de agua en agua{mark} veinte mil pesos."
        assert silences(composer.compose(text)) == [pytest.approx(pause, abs=20)]


@pytest.mark.parametrize("pace", [1.0, 0.85])
@pytest.mark.parametrize("text", [AMOUNT, NUMBER, NAMED])
def test_no_join_clicks(composer: Composer, pack: Pack, text: str, pace: float) -> None:
    inside = max(
        int(np.abs(np.diff(pack.sound(piece).astype(np.int32))).max())
        for piece in composer.pieces(text)
        if isinstance(piece, Fragment)
    )
    spoken = composer.compose(text, pace=pace).astype(np.int32)
    assert np.abs(np.diff(spoken)).max() <= 1.2 * inside


def test_pieces_that_flow_leave_no_hole(composer: Composer) -> None:
    spoken = composer.compose("luz luz luz luz.").astype(np.float64)
    frames = spoken[: len(spoken) // 200 * 200].reshape(-1, 200)
    levels = np.sqrt((frames**2).mean(axis=1))[3:-3]
    assert levels.min() > 0.25 * levels.max()


def test_what_is_not_recorded_is_said_by_the_other_voice_as_loud(
    composer: Composer, other: OtherVoice, pack: Pack
) -> None:
    assert shown(composer, NAMED)[1] == "[La Pola.]"
    composer.compose(NAMED)
    assert other.spoken == ["La Pola."]
    said = integrated(signal_of(other.synthesise("La Pola.")), RATE)
    recorded = integrated(signal_of(pack.sound(RECORDED[0])), RATE)
    assert said == pytest.approx(recorded, abs=1.0)


def test_a_text_that_is_mostly_gap_is_said_by_one_voice(
    composer: Composer, other: OtherVoice
) -> None:
    text = "Tenemos un daño de agua en el barrio Alto de la Cruz, junto a la escuela nueva."
    assert composer.pieces(text) == (Gap(text),)
    composer.compose(text)
    assert other.spoken == [text]


def test_a_name_is_remembered_where_it_may_be(pack: Pack, other: OtherVoice) -> None:
    engine, notes = PackEngine(pack, other), Notes()
    first = engine.speak(NAMED, pace=1.0, memory=notes)
    again = engine.speak(NAMED, pace=1.0, memory=notes)
    assert np.array_equal(first, again)
    assert other.spoken == ["La Pola."]
    assert len(notes.kept) == 1
    engine.speak(NAMED, pace=1.0, memory=None)
    assert len(other.spoken) == 2


def test_slower_speech_lasts_longer_the_second_time_too(composer: Composer) -> None:
    plain, slow, again = (len(composer.compose(AMOUNT, pace=pace)) for pace in (1.0, 0.85, 0.85))
    assert slow == again == pytest.approx(plain / 0.85, rel=0.03)


def test_a_gap_that_nobody_can_say_is_no_silence(pack: Pack) -> None:
    with pytest.raises(VoiceFailed):
        Composer(pack, OtherVoice(breaks=True)).compose(NAMED)


@pytest.mark.parametrize("text", ["", "  ", "«»", "…"])
def test_nothing_to_say_is_a_short_silence(composer: Composer, text: str) -> None:
    assert 0 < len(composer.compose(text)) < RATE // 4


def test_an_empty_pack_speaks_by_the_other_voice_alone(tmp_path: Path, other: OtherVoice) -> None:
    empty = Pack.open(make(tmp_path / "prueba", ()), decoded=tmp_path / "decoded")
    PackEngine(empty, other).synthesise(AMOUNT)
    assert other.spoken == [AMOUNT]


def test_the_identity_tells_pack_and_other_voice(pack: Pack, tmp_path: Path) -> None:
    less = make(tmp_path / "prueba", RECORDED[:3])
    smaller = Pack.open(less, decoded=tmp_path / "decoded")
    identities = {PackEngine(one, OtherVoice()).identity for one in (pack, smaller)}
    assert len(identities) == 2
    assert all("other/1" in identity for identity in identities)
