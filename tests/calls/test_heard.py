"""What the line says can be understood at a telephone: twenty of what `linea bench heard` plays.

An ear that knows numbers (the starter model) listens; every prompt and hundreds of utterances, and
an ear for sentences, are the bench's.
"""

from __future__ import annotations

from app.benches.heard import material, playing
from app.benches.heard.ears import numbers_in
from app.benches.heard.words import numbers
from app.settings import load
from app.voice import prompts_of, voice_of

UTTERANCES = 20
MISHEARD_AT_MOST = 2
"""This ear takes the pack's «treinta y un» to «ochenta y un» for «treinta mil»; no other number."""
THEIRS, NUMBER = "SAY NUMBER", 128_350
SAID, HEARD = "ciento veintiocho mil trescientos cincuenta", "veintiocho mil cincuenta"


async def test_numbers_arrive_at_the_telephone() -> None:
    """But for Asterisk's packaged Spanish, which leaves out hundreds: no amount is left to it."""
    sentences = material.composed(prompts_of(load()), UTTERANCES)
    said = {one.utterance.text: one.utterance for one in sentences}
    async with playing.exchange() as asterisk:
        voice = voice_of(playing.settings_at(asterisk))
        plays = {
            text: playing.stream(voice.file_for(utterance, "heard"))
            for text, utterance in said.items()
        }
        plays[THEIRS] = playing.say_number(NUMBER)
        recordings = await playing.recordings(asterisk, plays, len(plays))
    with numbers_in([*said, SAID]) as ear:
        heard = {text: ear.hear(recordings[text], text) for text in said}
        theirs = ear.hear(recordings[THEIRS], SAID)
    wrong = {text: spoken for text, spoken in heard.items() if numbers(spoken) != numbers(text)}
    assert len(wrong) <= MISHEARD_AT_MOST, wrong
    assert theirs == HEARD
