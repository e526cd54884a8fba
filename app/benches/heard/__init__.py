"""Whether what reaches a telephone can be understood: the line's voice, heard by independent ears.

A real Asterisk plays every fixed prompt and COMPOSED prompts with values to recording telephones
(SIP, RTP, µ-law). Numbers are judged by Vosk with a number grammar and by Whisper, sentences by
Whisper; the same ears hear Debian's human Colombian prompts in the same channel, and Asterisk's
own Spanish. Whisper needs the extra ``ears`` and a model's folder (``--ears``); without it its
rows say absent. It runs where the project's repository is, a quarter of an hour or so.
"""

from __future__ import annotations

import asyncio
import os
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from app.benches.heard import human, judging, material, playing, sounding
from app.benches.heard.ears import Sentences, numbers_in
from app.benches.heard.judging import Judged
from app.benches.heard.material import FIXED, Sentence
from app.benches.heard.words import Errors
from app.benches.speech.rows import Row, absent, row
from app.settings import load
from app.voice import prompts_of, voice_files, voice_of
from ivr.rendering import Utterance
from ivr.rendering.numbers import cardinal
from speech.voice import engine_named
from speech.voice.engine import Engine, Samples
from speech.voice.pack.pack_engine import PackEngine

COMPOSED = 300
CALL = "bench"
NUMBER = 128_350
"""Of which Asterisk's packaged Spanish says 28.050."""
ASTERISK, OURS = "asterisk", "ours"


def measure(ears: Path | None = None) -> Sequence[Row]:
    """Rows of what was heard rightly, and how it sounds. ``ears``: a Whisper model's folder.

    Raises LineaError, OSError, AssertionError of a call that did not go as it should.
    """
    settings = load()
    whisper = Sentences(ears) if ears is not None else None
    engine = engine_named(settings.voice.engine, voice_files(settings))
    prompts = prompts_of(settings)
    said = [
        *material.fixed(prompts),
        *material.composed(prompts, COMPOSED),
        Sentence(Utterance("bench.number", 1, f"{cardinal(NUMBER)}.", fixed=False), OURS),
    ]
    humans = human.sentences(settings.asterisk_root)
    recorded = asyncio.run(_recorded(said, humans))
    judged = _judged(said, recorded, whisper)
    ours, theirs = judged[-2:]
    line = judged[:-2]
    how = f"{engine.identity.split()[0]}; load of the machine {os.getloadavg()[0]:.1f}"
    return [
        *judging.number_rows(line, how),
        *judging.sentence_rows(line, _human_errors(humans, recorded, whisper), how),
        _said_row("SAY NUMBER 128350, Asterisk's Spanish", theirs),
        _said_row("128350, this voice", ours),
        *sounding.rows(line, how),
        *_join_rows(engine, said),
        *judging.worst_rows(line),
    ]


def _judged(
    said: Sequence[Sentence], recorded: Mapping[str, Samples], whisper: Sentences | None
) -> list[Judged]:
    """What the ears heard of each, and of Asterisk's own 128350 last."""
    with numbers_in(one.utterance.text for one in said) as vosk:
        theirs = replace(said[-1], kind=ASTERISK)
        return [
            judging.judged(one, recorded[_name(place)], vosk, whisper)
            for place, one in enumerate(said)
        ] + [judging.judged(theirs, recorded[ASTERISK], vosk, whisper)]


def _human_errors(
    humans: Mapping[str, str], recorded: Mapping[str, Samples], whisper: Sentences | None
) -> list[Errors]:
    if whisper is None:
        return []
    return [Errors.between(text, whisper.hear(recorded[path])) for path, text in humans.items()]


def _join_rows(engine: Engine, said: Sequence[Sentence]) -> list[Row]:
    if not isinstance(engine, PackEngine):
        return [absent("clicks where pieces are joined", "this voice composes nothing")]
    composed = [one.utterance.text for one in said if one.kind != FIXED]
    return sounding.join_rows(engine.composer, composed)


def _said_row(what: str, judged: Judged) -> Row:
    right = "right" if judged.numbers_right else "wrong"
    return row(what, judged.heard_numbers, "", f"as Vosk hears it: {right}")


async def _recorded(said: Sequence[Sentence], humans: Mapping[str, str]) -> dict[str, Samples]:
    """What telephones recorded of each sentence, of the human's files, and of SAY NUMBER."""
    async with playing.exchange() as asterisk:
        voice = voice_of(playing.settings_at(asterisk))
        fixed = [one.utterance for one in said if one.kind == FIXED]
        await asyncio.to_thread(voice.render_all, fixed)
        files = [voice.file_for(one.utterance, CALL) for one in said]
        plays = {_name(place): playing.stream(file) for place, file in enumerate(files)}
        plays |= {path: playing.stream(path) for path in humans}
        plays[ASTERISK] = playing.say_number(NUMBER)
        return await playing.recordings(asterisk, plays)


def _name(place: int) -> str:
    return f"said {place}"
