"""Turns with the recogniser, as a script of what Asterisk is told and answers."""

from __future__ import annotations

import pytest

from agi_scripts.agi import Agi
from agi_scripts.dead_mans_switch import DeadMansSwitch
from agi_scripts.key_log import KeyLog
from agi_scripts.listener import Hearing, Listener, Sound
from agi_scripts.recogniser import SpeechProcess, SpeechService
from ivr.hearing import Listening, NobodyListens
from tests.agi_scripts.asterisk_script import AsteriskScript

MENU = Sound("prompts/menu", 10.0)
QUESTION = Listening("menu.opciones", 5.0)
NOTICE = Listening("protected", 0.0, stops=False)
BEGINS = """
    < SPEECH CREATE "linea"
    > 200 result=1
    < SPEECH SET "limit" "15.0"
    > 200 result=1
    < SPEECH SET "turn" "1 menu.opciones"
    > 200 result=1
    < SPEECH RECOGNIZE "prompts/menu" 7 0
"""
GOES_ON = """
    < SPEECH SET "turn" "2 +"
    > 200 result=1
    < SPEECH RECOGNIZE "silence/1" 1 7200
"""


def told(grammar: str, *texts: str) -> str:
    """How Asterisk gives the recogniser's results: the last is the likeliest."""
    results = [
        f'score{n}={90 - 10 * place} text{n}="{text}" grammar{n}={grammar}'
        for n, (place, text) in enumerate(reversed(list(enumerate(texts))))
    ]
    return f"> 200 result=1 (speech) endpos=0 results={len(texts)} {' '.join(results)}"


class Reachable(SpeechService):
    """A recogniser of which the script tells all; ``there`` while its port is open."""

    there = True

    def __init__(self, *, barge_in: bool = True) -> None:
        self.turns: list[str] = []
        super().__init__("127.0.0.1", 9, barge_in=lambda: barge_in, count=self.turns.append)
        self.processes = (Told(self),)


class Told(SpeechProcess):
    """Its process: it listens and is well while the service says so."""

    def __init__(self, service: Reachable) -> None:
        super().__init__("linea", "127.0.0.1", 9)
        self._service = service

    def is_well(self, within: float = 0.5) -> bool:
        return self._service.there

    def is_there(self) -> bool:
        return self._service.there


def listener(agi: Agi, speech: SpeechService | None = None, keys: str = "") -> Listener:
    log = KeyLog(lambda: True)
    for key in keys:
        log.began(key)
        log.ended(key)
    return Listener(agi, DeadMansSwitch(agi), log, speech or Reachable())


def heard(script: str, sound: Sound | None = MENU, listening: Listening = QUESTION) -> Hearing:
    with AsteriskScript(script) as asterisk:
        return listener(asterisk.agi).listen(sound, listening)


def test_speech_stops_the_prompt_and_is_heard_to_its_end() -> None:
    came = heard(
        f"""
        {BEGINS}
        {told("1 start", "")}
        {GOES_ON}
        {told("2 final", "la factura", "la fractura unk")}
        """
    )
    assert came.heard is not None
    assert (came.heard.text, came.heard.alternatives) == ("la factura", ("la fractura [unk]",))
    assert came.heard.score == 0.9


def test_words_may_come_without_a_start() -> None:
    came = heard(f"{BEGINS} \n {told('1 final', 'sí')}")
    assert came.heard is not None
    assert came.heard.text == "sí"


@pytest.mark.parametrize("answer", ["> 200 result=1 (timeout) endpos=0", told("1 silence", "")])
def test_silence(answer: str) -> None:
    came = heard(f"{BEGINS} \n {answer}")
    assert (came.heard, came.keys) == (None, "")


def test_a_key_wins() -> None:
    came = heard(f"{BEGINS} \n > 200 result=1 (digit) digit=5 endpos=0")
    assert (came.heard, came.keys) == (None, "5")


def test_a_key_in_mid_word_wins() -> None:
    came = heard(
        f"{BEGINS} \n {told('1 start', '')} \n {GOES_ON} \n > 200 result=1 (digit) digit=* endpos=0"
    )
    assert (came.heard, came.keys) == (None, "*")


def test_a_pause_in_what_is_said_is_no_end() -> None:
    came = heard(
        f"""
        {BEGINS}
        {told("1 start", "")}
        {GOES_ON}
        > 200 result=1 (timeout) endpos=0
        < SPEECH SET "turn" "3 +"
        > 200 result=1
        < SPEECH RECOGNIZE "silence/1" 1 7200
        {told("3 final", "ocho cero")}
        """
    )
    assert came.heard is not None
    assert came.heard.text == "ocho cero"


def test_a_prompt_goes_on_after_a_noise() -> None:
    """Hardly begun, it is said again; what the recogniser knows of it is a fresh turn."""
    came = heard(
        f"""
        {BEGINS}
        {told("1 start", "")}
        {GOES_ON}
        {told("2 noise", "")}
        < SPEECH SET "limit" "15.0"
        > 200 result=1
        < SPEECH SET "turn" "3 menu.opciones"
        > 200 result=1
        < SPEECH RECOGNIZE "prompts/menu" 7 0
        > 200 result=1 (digit) digit=1 endpos=0
        """
    )
    assert came.keys == "1"


def test_who_calls_from_constant_noise_is_no_longer_interrupted_by_it() -> None:
    """After three noises in a row no prompt of the call waits for what comes of another."""

    def asks(turn: int, *set_up: str) -> str:
        commands = ['"limit" "15.0"', *set_up, f'"turn" "{turn} menu.opciones"']
        told_first = "\n".join(f"< SPEECH SET {one} \n > 200 result=1" for one in commands)
        return f'{told_first} \n < SPEECH RECOGNIZE "prompts/menu" 7 0'

    def noise(turn: int) -> str:
        return f"""
            {told(f"{turn} start", "")}
            < SPEECH SET "turn" "{turn + 1} +"
            > 200 result=1
            < SPEECH RECOGNIZE "silence/1" 1 7200
            {told(f"{turn + 1} noise", "")}
        """

    gated = '"gate" "16"'
    key = "> 200 result=1 (digit) digit=1 endpos=0"
    script = f"""
        < SPEECH CREATE "linea"
        > 200 result=1
        {asks(1)} {noise(1)}
        {asks(3)} {noise(3)}
        {asks(5)} {noise(5)}
        {asks(7, gated)}
        {key}
        {asks(8, gated)}
        {told("8 final", "factura")}
        {asks(9)}
        {key}
    """
    with AsteriskScript(script) as asterisk:
        listening = listener(asterisk.agi)
        came = [listening.listen(MENU, QUESTION) for _ in range(3)]
    assert [one.keys for one in came] == ["1", "", "1"]
    assert came[1].heard is not None


STATEMENT = Listening("protected", 0.0, keeps=True)
STATES = """
    < SPEECH CREATE "linea"
    > 200 result=1
    < SPEECH SET "limit" "10.0"
    > 200 result=1
    < SPEECH SET "keep" "1"
    > 200 result=1
    < SPEECH SET "turn" "1 protected"
    > 200 result=1
    < SPEECH RECOGNIZE "prompts/menu" 2 0
"""


def test_words_beside_a_statement_stop_it_and_are_heard_again_for_the_question() -> None:
    script = f"""
        {STATES}
        {told("1 start", "")}
        {GOES_ON}
        {told("2 final", "ochenta lucas")}
        < SPEECH SET "again" "1"
        > 200 result=1
        < SPEECH SET "turn" "3 money"
        > 200 result=1
        < SPEECH RECOGNIZE "silence/1" 2 7200
        {told("3 final", "ochenta mil")}
    """
    with AsteriskScript(script) as asterisk:
        listening = listener(asterisk.agi)
        kept = listening.listen(MENU, STATEMENT).heard
        again = listening.hear_again("money").heard
    assert kept is not None
    assert again is not None
    assert (kept.text, again.text) == ("ochenta lucas", "ochenta mil")


def test_what_was_kept_fits_no_other_grammar() -> None:
    script = f"""
        < SPEECH CREATE "linea"
        > 200 result=1
        < SPEECH SET "again" "1"
        > 200 result=1
        < SPEECH SET "turn" "1 money"
        > 200 result=1
        < SPEECH RECOGNIZE "silence/1" 2 7200
        {told("1 noise", "")}
    """
    with AsteriskScript(script) as asterisk:
        assert listener(asterisk.agi).hear_again("money").heard is None


def test_without_a_prompt_it_only_listens() -> None:
    script = f"""
        < SPEECH CREATE "linea"
        > 200 result=1
        < SPEECH SET "limit" "5.0"
        > 200 result=1
        < SPEECH SET "prompt" "0"
        > 200 result=1
        < SPEECH SET "turn" "1 menu.opciones"
        > 200 result=1
        < SPEECH RECOGNIZE "silence/1" 6 0
        {told("1 silence", "")}
    """
    assert heard(script, sound=None).heard is None


def test_a_notice_is_protected() -> None:
    script = f"""
        < SPEECH CREATE "linea"
        > 200 result=1
        < SPEECH SET "limit" "10.0"
        > 200 result=1
        < SPEECH SET "protect" "1"
        > 200 result=1
        < SPEECH SET "turn" "1 protected"
        > 200 result=1
        < SPEECH RECOGNIZE "prompts/menu" 2 0
        {told("1 silence", "")}
    """
    assert heard(script, listening=NOTICE).heard is None


def test_without_barge_in_no_voice_stops_a_prompt() -> None:
    script = f"""
        < SPEECH CREATE "linea"
        > 200 result=1
        < SPEECH SET "limit" "15.0"
        > 200 result=1
        < SPEECH SET "gate" "16"
        > 200 result=1
        < SPEECH SET "turn" "1 menu.opciones"
        > 200 result=1
        < SPEECH RECOGNIZE "prompts/menu" 7 0
        {told("1 final", "la factura")}
    """
    with AsteriskScript(script) as asterisk:
        came = listener(asterisk.agi, Reachable(barge_in=False)).listen(MENU, QUESTION)
    assert came.heard is not None


def test_an_answer_of_another_turn_answers_nothing() -> None:
    script = f"""
        {BEGINS}
        {told("7 final", "otra cosa")}
        < SPEECH SET "limit" "15.0"
        > 200 result=1
        < SPEECH SET "turn" "2 menu.opciones"
        > 200 result=1
        < SPEECH RECOGNIZE "prompts/menu" 7 0
        {told("2 final", "la factura")}
    """
    with AsteriskScript(script) as asterisk:
        speech = Reachable()
        came = listener(asterisk.agi, speech).listen(MENU, QUESTION)
    assert came.heard is not None
    assert came.heard.text == "la factura"
    assert speech.turns == ["crossed", "final"]


LOST = [
    f"{BEGINS} \n {told('1 lost', '')} \n < SPEECH DESTROY \n > 200 result=1",
    f"{BEGINS} \n {told('1 busy', '')}",
    f"{BEGINS} \n > 200 result=1 (speech) endpos=0 results=0 \n < SPEECH DESTROY \n > 200 result=1",
    '< SPEECH CREATE "linea" \n > 200 result=0',
]


@pytest.mark.parametrize("script", LOST, ids=["lost", "busy", "gone", "refused"])
def test_nobody_listens(script: str) -> None:
    with pytest.raises(NobodyListens):
        heard(script)


def test_a_recogniser_that_is_gone_is_not_even_asked_for() -> None:
    with AsteriskScript("") as asterisk:
        speech = Reachable()
        speech.there = False
        listening = listener(asterisk.agi, speech)
        for _ in range(5):
            with pytest.raises(NobodyListens):
                listening.listen(MENU, QUESTION)


def test_a_recogniser_that_dies_in_mid_word_is_noticed() -> None:
    script = f"""
        {BEGINS}
        {told("1 start", "")}
        {GOES_ON}
        > 200 result=1 (timeout) endpos=0
        < SPEECH DESTROY
        > 200 result=1
    """
    with AsteriskScript(script) as asterisk:
        speech = Reachable()
        listening = listener(asterisk.agi, speech)

        def dies(what: str) -> None:
            speech.there = what != "silence"

        speech.count = dies
        with pytest.raises(NobodyListens):
            listening.listen(MENU, QUESTION)


def test_the_recogniser_is_let_go_once() -> None:
    with AsteriskScript(
        f"{BEGINS} \n {told('1 final', 'sí')} \n < SPEECH DESTROY \n > 200 result=1"
    ) as asterisk:
        listening = listener(asterisk.agi)
        listening.listen(MENU, QUESTION)
        listening.let_go()
        listening.let_go()
