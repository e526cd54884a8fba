"""How every line says, chooses and asks, whatever carries it."""

from __future__ import annotations

import threading
from functools import partial

import pytest

from ivr.call import BackRequested, CallEnded, PersonRequested, TransferContext
from ivr.errors import Unanswered
from ivr.line import Line
from ivr.question import DigitsQuestion, LineSettings, Menu
from ivr.rendering import PromptError, Prompts
from ivr.text_line import PathInMemory
from tests.line.script import Played, play
from tests.rendering.wording import wording

MENU = Menu("menu.opciones", {"1": "uno", "2": "dos"})
PIN = DigitsQuestion("ident.segundo_dato", 3, 3, sensitive=True)
ACCOUNT = DigitsQuestion("ident.pedir_cuenta", 6, 12)
EVEN = DigitsQuestion("ident.pedir_cuenta", 6, 12, valid=lambda number: int(number) % 2 == 0)


@pytest.fixture(scope="module")
def prompts() -> Prompts:
    return wording()


class Outcome:
    """Runs one question and keeps what came of it."""

    def __init__(self, question: Menu | DigitsQuestion) -> None:
        self.question = question
        self.answer: str | None = None

    def __call__(self, line: Line) -> None:
        try:
            if isinstance(self.question, Menu):
                self.answer = line.choose(self.question)
            else:
                self.answer = line.ask(self.question)
        except PersonRequested as request:
            self.answer = f"person: {request.reason}"
        except BackRequested:
            self.answer = "back"


CHOICES = [
    ("presses 2", "dos"),
    ("presses #2", "dos"),
    ("presses 0", "person: asked"),
    ("presses *", "back"),
    ("presses 9 \n hears menu.opciones \n presses 1", "uno"),
    ("presses 9 \n hears menu.opciones \n presses 9 \n hears menu.opciones \n presses 9"
     "\n hears menu.opciones \n presses 1", "uno"),
    ("pauses \n hears error.silencio_1 \n hears menu.opciones \n presses 1", "uno"),
    ("presses 8 \n hears error.opcion_invalida \n hears menu.opciones \n presses 1", "uno"),
    ("""pauses
        hears error.silencio_1
        hears menu.opciones
        pauses
        hears error.silencio_2
        hears menu.ayuda
        hears menu.opciones
        pauses""", "person: silence"),
    ("""presses 7
        hears error.opcion_invalida
        hears menu.opciones
        pauses
        hears error.silencio_2
        hears menu.ayuda
        hears menu.opciones
        presses 5""", "person: invalid"),
    ("""presses 7
        hears error.opcion_invalida
        hears menu.opciones
        presses 8 1
        hears error.opcion_invalida
        hears menu.ayuda
        hears menu.opciones
        presses 1""", "uno"),
]  # fmt: skip

ANSWERS = [
    (PIN, "presses 018", "018"),
    (PIN, "presses 01 \n hears error.faltan_digitos Recibí dos cifras y el número debe tener "
          "tres cifras. \n hears ident.segundo_dato \n presses 018", "018"),
    (PIN, "presses *0", "person: asked"),
    (PIN, "presses *", "back"),
    (PIN, "presses *#", "back"),
    (PIN, "presses 99*118", "118"),
    (ACCOUNT, "presses 12345678#", "12345678"),
    (ACCOUNT, "presses 12345678", "12345678"),
    (ACCOUNT, "presses #12345678#", "12345678"),
    (ACCOUNT, "presses 1234567890123# \n hears error.sobran_digitos Recibí trece cifras y el "
              "número debe tener entre seis y doce cifras. \n hears ident.pedir_cuenta"
              "\n presses 123456#", "123456"),
    (EVEN, "presses 1234567# \n hears error.numero_invalido \n hears ident.pedir_cuenta"
           "\n presses 123456#", "123456"),
    (ACCOUNT, """pauses
                 hears error.silencio_1
                 hears ident.pedir_cuenta
                 presses 1#
                 hears error.faltan_digitos una cifra
                 hears comun.ayuda_digitos
                 hears ident.pedir_cuenta
                 pauses""", "person: silence"),
]  # fmt: skip


def asked(question: Menu | DigitsQuestion, script: str, prompts: Prompts) -> tuple[str, Played]:
    outcome = Outcome(question)
    played = play(f"hears {question.prompt} \n {script}", outcome, prompts)
    assert outcome.answer is not None
    return outcome.answer, played


@pytest.mark.parametrize(("script", "answer"), CHOICES)
def test_choosing(script: str, answer: str, prompts: Prompts) -> None:
    assert asked(MENU, script, prompts)[0] == answer


@pytest.mark.parametrize(("question", "script", "answer"), ANSWERS)
def test_asking(question: DigitsQuestion, script: str, answer: str, prompts: Prompts) -> None:
    assert asked(question, script, prompts)[0] == answer


def test_each_retry_says_something_else(prompts: Prompts) -> None:
    silence = "pauses \n hears error.silencio_1 \n hears menu.opciones \n pauses"
    _, played = asked(MENU, f"{silence} \n hears ... \n hears menu.opciones \n pauses", prompts)
    apart_from_the_question = [each for each in played.heard if each.prompt_id != MENU.prompt]
    assert len(apart_from_the_question) == len(set(apart_from_the_question)) == 3


def test_a_menu_may_take_the_repetition_in_its_own_hands(prompts: Prompts) -> None:
    menu = Menu("menu.opciones", {"9": "otra vez"})
    assert asked(menu, "presses 9", prompts)[0] == "otra vez"


def test_yes_and_no(prompts: Prompts) -> None:
    answers: list[bool] = []

    def ask_twice(line: Line) -> None:
        answers.append(line.confirm("dano.peligro"))
        answers.append(line.confirm("dano.peligro"))

    play("hears dano.peligro \n presses 1 \n hears dano.peligro \n presses 2", ask_twice, prompts)
    assert answers == [True, False]


def test_keys_pressed_ahead_skip_what_may_be_interrupted(prompts: Prompts) -> None:
    answers: list[str] = []

    def dialog(line: Line) -> None:
        line.say("bienvenida.saludo")
        answers.append(line.choose(MENU))
        answers.append(line.ask(PIN))
        line.say("asesor.pasa")

    play("hears bienvenida.saludo \n types 2 018 \n hears asesor.pasa", dialog, prompts)
    assert answers == ["dos", "018"]


def test_a_protected_prompt_is_heard_whole_and_keeps_the_keys(prompts: Prompts) -> None:
    answers: list[str] = []

    def dialog(line: Line) -> None:
        line.say("bienvenida.saludo")
        line.say("bienvenida.aviso")
        answers.append(line.choose(MENU))

    play("hears bienvenida.saludo \n types 1 \n hears bienvenida.aviso", dialog, prompts)
    assert answers == ["uno"]


def test_keys_pressed_while_something_is_looked_up_are_kept(prompts: Prompts) -> None:
    answers: list[str] = []

    def dialog(line: Line) -> None:
        assert line.while_working(lambda: "found") == "found"
        line.keys.push("2")
        answers.append(line.choose(MENU))

    play("", dialog, prompts)
    assert answers == ["dos"]


def test_slow_work_is_covered_and_quick_work_is_not(prompts: Prompts) -> None:
    covered = threading.Event()

    def dialog(line: Line) -> None:
        line.while_working(lambda: None)
        line.say("asesor.pasa")
        line.while_working(partial(covered.wait, 10))

    class Path(PathInMemory):
        def add(self, step: object) -> None:
            if getattr(step, "prompt", None) == "comun.espere":
                covered.set()

    play("hears asesor.pasa \n hears comun.espere", dialog, prompts,
         settings=LineSettings(cover_after=0.05), path=Path())  # fmt: skip
    assert covered.is_set()


def test_work_that_hangs_does_not_hold_the_caller_with_it(prompts: Prompts) -> None:
    at_the_end = threading.Event()

    def dialog(line: Line) -> None:
        with pytest.raises(Unanswered):
            line.while_working(at_the_end.wait)

    play("hears comun.espere", dialog, prompts,
         settings=LineSettings(cover_after=0.02, gives_up_after=0.1))  # fmt: skip
    at_the_end.set()


def test_what_fails_in_the_work_fails_in_the_dialog(prompts: Prompts) -> None:
    def fail() -> None:
        raise PromptError("no")

    def dialog(line: Line) -> None:
        with pytest.raises(PromptError):
            line.while_working(fail)

    play("", dialog, prompts)


def test_the_path_tells_what_was_said_and_heard_in_order(prompts: Prompts) -> None:
    _, played = asked(MENU, "pauses \n hears error.silencio_1 \n hears menu.opciones \n presses 2",
                      prompts)  # fmt: skip
    told = [(step.kind, step.prompt, step.heard, step.confidence) for step in played.steps]
    assert told == [
        ("said", "menu.opciones", None, None),
        ("silence", "menu.opciones", None, None),
        ("said", "error.silencio_1", None, None),
        ("said", "menu.opciones", None, None),
        ("chosen", "menu.opciones", "2", 1.0),
    ]


def test_a_sensitive_answer_never_enters_the_path(prompts: Prompts) -> None:
    short = "presses 71 \n hears error.faltan_digitos dos cifras"
    answer, played = asked(PIN, f"{short} \n hears ident.segundo_dato \n presses 718", prompts)
    assert answer == "718"
    assert "7" not in repr([(step.heard, step.label) for step in played.steps])


def test_the_path_is_written_before_a_transfer(prompts: Prompts) -> None:
    def dialog(line: Line) -> None:
        line.note("Algo que contar")
        line.transfer("general", TransferContext("Pidió un asesor"))

    played = play("goes to general Pidió un asesor", dialog, prompts)
    assert played.path.written == len(played.steps) == 2


def test_a_caller_who_leaves_ends_the_dialog_where_it_stands(prompts: Prompts) -> None:
    def dialog(line: Line) -> None:
        with pytest.raises(CallEnded):
            line.choose(MENU)
        raise CallEnded("se colgó")

    assert play("hears menu.opciones \n hangs up", dialog, prompts).kinds() == ["said"]
    assert play("hears menu.opciones \n leaves", dialog, prompts).kinds() == ["said"]


def test_priority_gives_more_time(prompts: Prompts) -> None:
    waits: list[float] = []

    def dialog(line: Line) -> None:
        waits.append(line._settings.no_input)
        line.prioritise()
        waits.append(line._settings.no_input)
        assert line.priority

    play("", dialog, prompts)
    assert waits == [5.0, 8.0]


def test_a_prompt_without_its_value_is_an_error_that_names_it(prompts: Prompts) -> None:
    def dialog(line: Line) -> None:
        with pytest.raises(PromptError, match=r"factura\.resumen"):
            line.say("factura.resumen", valor=1000)

    play("", dialog, prompts)
