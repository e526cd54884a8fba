"""Utterances become files that Asterisk can play: complete, current, private, and not for ever."""

from __future__ import annotations

import os
import wave
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pytest

from ivr.errors import Invalid
from ivr.rendering.utterance import Utterance
from speech.voice import Folder, Rendered, Voice, VoiceFailed
from speech.voice.code import CodeEngine, code_of, decode, encode
from speech.voice.engine import RATE, Memory, Samples

CALL = "0197a1b2-0000-7000-8000-000000000001"
OTHER_CALL = "0197a1b2-0000-7000-8000-000000000002"
GREETING = Utterance("bienvenida.saludo", 1, "Le saluda la línea.", fixed=True)
MENU = Utterance("menu.opciones", 1, "Factura y pagos, dos.", fixed=True)
AMOUNT = Utterance("factura.saldo", 1, "Debe ciento veinte mil pesos.", fixed=False)


class CountingEngine(CodeEngine):
    """The code voice, counting what it was asked for; ``broken`` texts fail."""

    def __init__(self, identity: str = "code/1", broken: str = "") -> None:
        self.identity = identity
        self.broken = broken
        self.spoken: list[str] = []

    def synthesise(self, text: str) -> Samples:
        self.spoken.append(text)
        if text == self.broken:
            raise VoiceFailed("no hay voz")
        return super().synthesise(text)


@pytest.fixture
def folder(tmp_path: Path) -> Folder:
    return Folder(tmp_path / "instance", "/srv/linea/test")


@pytest.fixture
def engine() -> CountingEngine:
    return CountingEngine()


@pytest.fixture
def voice(engine: CountingEngine, folder: Folder) -> Voice:
    return Voice(engine, folder)


def said(folder: Folder, played: str) -> list[int]:
    """The codes in the file behind a path that Asterisk was told."""
    with wave.open(str(folder.as_host_sees(played))) as sound:
        assert (sound.getframerate(), sound.getsampwidth(), sound.getnchannels()) == (RATE, 2, 1)
        samples = np.frombuffer(sound.readframes(sound.getnframes()), np.int16)
    return [code.id for code in decode(samples)]


def test_a_fixed_prompt_is_played_from_its_own_place(voice: Voice, folder: Folder) -> None:
    voice.render_all([GREETING, MENU])
    played = voice.file_for(GREETING, CALL)
    assert played == "/srv/linea/test/prompts/bienvenida/saludo"
    assert said(folder, played) == [code_of(GREETING.text)]


def test_a_dynamic_prompt_is_played_from_its_calls_folder(voice: Voice, folder: Folder) -> None:
    played = voice.file_for(AMOUNT, CALL)
    assert played.startswith(f"/srv/linea/test/speech/{CALL}/")
    assert said(folder, played) == [code_of(AMOUNT.text)]


def test_a_file_tells_its_length(voice: Voice) -> None:
    assert voice.seconds(voice.file_for(AMOUNT, CALL)) == pytest.approx(0.2)


def test_a_fixed_prompt_not_rendered_yet_is_said_all_the_same(voice: Voice, folder: Folder) -> None:
    played = voice.file_for(GREETING, CALL)
    assert "/speech/" in played
    assert said(folder, played) == [code_of(GREETING.text)]


def test_a_changed_text_is_never_said_the_old_way(voice: Voice, folder: Folder) -> None:
    voice.render_all([GREETING])
    changed = Utterance(GREETING.prompt_id, 2, "Buenos días.", fixed=True)
    assert said(folder, voice.file_for(changed, CALL)) == [code_of("Buenos días.")]
    voice.render_all([changed])
    assert voice.file_for(changed, CALL).endswith("/prompts/bienvenida/saludo")


def test_another_process_that_rendered_is_noticed(voice: Voice, folder: Folder) -> None:
    voice.file_for(GREETING, CALL)
    Voice(CountingEngine(), folder).render_all([GREETING])
    assert "/prompts/" in voice.file_for(GREETING, CALL)


def test_only_what_changed_is_rendered_again(folder: Folder) -> None:
    first, second, other = CountingEngine(), CountingEngine(), CountingEngine("code/2")
    assert Voice(first, folder).render_all([GREETING, MENU]) == Rendered(2, 0, 0)
    assert Voice(second, folder).render_all([GREETING, MENU]) == Rendered(0, 2, 0)
    assert second.spoken == []
    assert Voice(other, folder).render_all([GREETING, MENU]) == Rendered(2, 0, 0)


def test_prompts_that_are_no_longer_there_are_removed(voice: Voice, folder: Folder) -> None:
    voice.render_all([GREETING, MENU])
    assert voice.render_all([MENU]) == Rendered(0, 1, 1)
    assert not folder.prompt(GREETING.prompt_id).exists()


@pytest.mark.parametrize("harm", ["gone", "empty"])
def test_a_damaged_file_is_rendered_again(voice: Voice, folder: Folder, harm: str) -> None:
    voice.render_all([GREETING])
    path = folder.prompt(GREETING.prompt_id)
    if harm == "gone":
        path.unlink()
    else:
        path.write_bytes(b"")
    assert voice.render_all([GREETING]) == Rendered(1, 0, 0)
    assert said(folder, voice.file_for(GREETING, CALL)) == [code_of(GREETING.text)]


@pytest.mark.parametrize("content", [b"", b"{", b"[]", b"\xff\xfe", b'{"menu.opciones": 7}'])
def test_a_damaged_manifest_only_costs_time(voice: Voice, folder: Folder, content: bytes) -> None:
    (folder.prompts / "manifest.json").write_bytes(content)
    assert "/speech/" in voice.file_for(MENU, CALL)
    assert voice.render_all([MENU]) == Rendered(1, 0, 0)


def test_rendering_tells_its_progress(voice: Voice) -> None:
    told: list[tuple[int, int]] = []
    voice.render_all([GREETING, MENU], lambda done, of: told.append((done, of)))
    assert told == [(1, 2), (2, 2)]


def test_a_failure_keeps_what_was_made_before(folder: Folder) -> None:
    broken = CountingEngine(broken=MENU.text)
    with pytest.raises(VoiceFailed):
        Voice(broken, folder).render_all([GREETING, MENU])
    assert Voice(CountingEngine(), folder).render_all([GREETING, MENU]) == Rendered(1, 1, 0)


def test_what_was_said_once_is_not_synthesised_again(voice: Voice, engine: CountingEngine) -> None:
    for call in (CALL, CALL, OTHER_CALL):
        voice.file_for(AMOUNT, call)
    assert engine.spoken == [AMOUNT.text]


@pytest.mark.parametrize("utterance", [GREETING, AMOUNT], ids=["fixed", "dynamic"])
def test_a_file_that_a_fallen_machine_left_empty_is_no_silence(
    voice: Voice, folder: Folder, utterance: Utterance
) -> None:
    voice.render_all([GREETING])
    voice.file_for(AMOUNT, CALL)
    for path in folder.host.rglob("*.wav"):
        path.write_bytes(b"")
    for call in (CALL, OTHER_CALL):
        played = voice.file_for(utterance, call)
        assert voice.seconds(played) > 0


class Composing(CountingEngine):
    """Asks for one name of what it says, unless the name is remembered."""

    NAME = "La Pola."

    def speak(self, text: str, *, pace: float, memory: Memory | None) -> Samples:
        samples = memory.recall(self.NAME) if memory is not None else None
        if samples is None:
            samples = self.synthesise(self.NAME)
            if memory is not None:
                memory.keep(self.NAME, samples)
        return np.concatenate([samples, encode(code_of(f"{text} {pace}"))])


def test_a_name_in_two_sentences_is_made_once(folder: Folder) -> None:
    engine = Composing()
    voice = Voice(engine, folder)
    other = Utterance("dano.conocido", 1, "Hay un daño en La Pola.", fixed=False)
    for utterance in (AMOUNT, other):
        voice.file_for(utterance, CALL)
    assert engine.spoken == [Composing.NAME]


def test_nothing_of_a_private_sentence_is_kept(folder: Folder) -> None:
    engine = Composing()
    voice = Voice(engine, folder)
    secret = Utterance("comun.confirmar_dicho", 1, "Le entendí: La Pola.", False, private=True)
    for call in (CALL, OTHER_CALL):
        voice.file_for(secret, call)
        voice.forget(call)
    assert engine.spoken == [Composing.NAME] * 2
    assert not list(folder.cache.glob("*.wav"))


@pytest.mark.parametrize("utterance", [GREETING, AMOUNT])
def test_slower_is_another_sound(folder: Folder, utterance: Utterance) -> None:
    voice = Voice(Composing(), folder)
    voice.render_all([GREETING])
    plain = voice.file_for(utterance, CALL)
    slower = voice.file_for(utterance, CALL, 0.85)
    assert slower != plain
    assert said(folder, slower)[-1] == code_of(f"{utterance.text} 0.85")
    assert voice.file_for(utterance, CALL) == plain


def test_an_engine_that_only_speaks_is_slowed_afterwards(folder: Folder) -> None:
    class Tone:
        identity = "tone/1"

        def synthesise(self, text: str) -> Samples:
            return (8000 * np.sin(np.arange(RATE) / 5)).astype(np.int16)

    voice = Voice(Tone(), folder)
    assert voice.seconds(voice.file_for(AMOUNT, CALL)) == pytest.approx(1.0)
    assert voice.seconds(voice.file_for(AMOUNT, CALL, 0.8)) == pytest.approx(1.25, abs=0.001)


def test_a_recorded_prompt_is_said_at_its_own_pace_rather_than_not_at_all(folder: Folder) -> None:
    class Breaking(Composing):
        def speak(self, text: str, *, pace: float, memory: Memory | None) -> Samples:
            raise VoiceFailed("no hay voz")

    voice = Voice(Breaking(), folder)
    voice.render_all([GREETING])
    assert voice.file_for(GREETING, CALL, 0.85) == voice.file_for(GREETING, CALL)
    with pytest.raises(VoiceFailed):
        voice.file_for(AMOUNT, CALL, 0.85)


def test_the_end_of_a_call_deletes_its_sound_and_no_other(voice: Voice, folder: Folder) -> None:
    mine, other = voice.file_for(AMOUNT, CALL), voice.file_for(AMOUNT, OTHER_CALL)
    voice.forget(CALL)
    assert not folder.as_host_sees(mine).exists()
    assert said(folder, other) == [code_of(AMOUNT.text)]
    voice.forget(CALL)


def test_the_cache_drops_what_was_longest_unused(folder: Folder) -> None:
    octets = 2 * len(encode(0))
    engine = CountingEngine()
    voice = Voice(engine, folder, cache_octets=10 * octets)
    texts = [f"Debe {number} pesos." for number in range(30)]
    for age, text in enumerate(texts):
        voice.file_for(Utterance("factura.saldo", 1, text, fixed=False), CALL)
        for path in folder.cache.glob("*.wav"):
            facts = path.stat()
            os.utime(path, (facts.st_atime, min(facts.st_mtime, 1_000_000 + age)))
    held = list(folder.cache.glob("*.wav"))
    assert sum(path.stat().st_size for path in held) <= 11 * (octets + 44)
    engine.spoken.clear()
    voice.file_for(Utterance("factura.saldo", 1, texts[-1], fixed=False), OTHER_CALL)
    voice.file_for(Utterance("factura.saldo", 1, texts[0], fixed=False), OTHER_CALL)
    assert engine.spoken == [texts[0]]


def test_leftovers_are_swept_and_calls_that_go_on_are_not(voice: Voice, folder: Folder) -> None:
    voice.file_for(AMOUNT, CALL)
    voice.file_for(AMOUNT, OTHER_CALL)
    os.utime(folder.call(CALL), (0, 0))
    part = folder.cache / "x.wav.1-1.part"
    part.touch()
    os.utime(part, (0, 0))
    assert voice.sweep(older_than=3600) == 2
    assert not folder.call(CALL).exists()
    assert folder.call(OTHER_CALL).exists()


def test_what_nobody_said_for_a_day_is_forgotten(voice: Voice, folder: Folder) -> None:
    voice.file_for(AMOUNT, CALL)
    (held,) = folder.cache.glob("*.wav")
    assert voice.sweep() == 0
    os.utime(held, (0, 0))
    assert voice.sweep() == 1
    assert list(folder.cache.glob("*.wav")) == []


def test_no_name_tells_what_was_said(voice: Voice, folder: Folder, tmp_path: Path) -> None:
    """Two installations name the same sentence differently, and neither by its words."""
    other = Voice(CountingEngine(), Folder(tmp_path / "other", "/srv/linea/other"))
    mine, theirs = (Path(v.file_for(AMOUNT, CALL)).name for v in (voice, other))
    assert mine != theirs
    assert "ciento" not in mine
    assert (folder.cache / ".key").stat().st_mode & 0o077 == 0


@pytest.fixture
def strict_umask() -> Iterator[None]:
    before = os.umask(0o077)
    yield
    os.umask(before)


@pytest.mark.usefixtures("strict_umask")
def test_asterisk_may_read_every_sound_whatever_our_umask(tmp_path: Path) -> None:
    """It runs as another user, who may go into the folders and open what it knows by name."""
    folder = Folder(tmp_path / "instance", "/srv/linea/test")
    voice = Voice(CountingEngine(), folder)
    voice.render_all([GREETING])
    for utterance in (GREETING, AMOUNT):
        path = folder.as_host_sees(voice.file_for(utterance, CALL))
        assert path.stat().st_mode & 0o004, path
        for above in path.relative_to(folder.host).parents:
            assert (folder.host / above).stat().st_mode & 0o001, above


@pytest.mark.parametrize("call_id", ["", "..", "a/b", "../../etc", "a\x00", "x" * 65, ".hidden"])
def test_a_call_id_never_leads_out_of_the_folder(voice: Voice, call_id: str) -> None:
    with pytest.raises(Invalid):
        voice.file_for(AMOUNT, call_id)
    with pytest.raises(Invalid):
        voice.forget(call_id)


@pytest.mark.parametrize("prompt_id", ["", ".", "..", "a..b", "/etc/x", "a/../../b", "A.B", "á"])
def test_a_prompt_id_never_leads_out_of_the_folder(voice: Voice, prompt_id: str) -> None:
    with pytest.raises(Invalid):
        voice.render_all([Utterance(prompt_id, 1, "hola", fixed=True)])


def test_many_calls_at_once_all_get_whole_files(voice: Voice, folder: Folder) -> None:
    def ask(turn: int) -> bool:
        text = f"Debe {turn % 7} pesos."
        played = voice.file_for(Utterance("factura.saldo", 1, text, fixed=False), f"c{turn % 3}")
        return said(folder, played) == [code_of(text)]

    with ThreadPoolExecutor(16) as threads:
        assert all(threads.map(ask, range(300)))
    assert list(folder.host.rglob("*.part")) == []
