"""What a caller may say in place of pressing, and what the line makes of it."""

from __future__ import annotations

from collections.abc import Callable, Collection
from pathlib import Path

import pytest

from ivr.call import (
    BackRequested,
    MainMenuRequested,
    NotAtHand,
    PersonRequested,
)
from ivr.errors import LineaError
from ivr.hearing import EmergencyHeard
from ivr.line import Line
from ivr.question import DigitsQuestion, Menu
from ivr.rendering import Prompts
from speech.understanding.heard import Certainty, Choice, Dictated, Heard
from speech.understanding.understanding import Understanding
from tests.line.script import Played, play
from tests.rendering.wording import wording

CONFIG = Path(__file__).parents[2] / "config" / "speech"
MENU = Menu(
    "menu.opciones",
    {"1": "Reportar un daño", "2": "Factura y pagos", "3": "Consultar un radicado"},
)
FIXED = DigitsQuestion("ident.pedir_cuenta", 6, 6)
ACCOUNT = DigitsQuestion("ident.pedir_cuenta", 6, 12, label="Digitó la cuenta")
PIN = DigitsQuestion("ident.segundo_dato", 3, 3, sensitive=True)
MARK = DigitsQuestion("encuesta.nps", 1, 2, valid=lambda d: int(d) <= 10, grammar="rating")
OUTCOMES: dict[type[LineaError], str] = {
    PersonRequested: "person",
    MainMenuRequested: "main menu",
    NotAtHand: "not at hand",
    BackRequested: "back",
    EmergencyHeard: "emergency",
}


@pytest.fixture(scope="module")
def prompts() -> Prompts:
    return wording()


@pytest.fixture(scope="module")
def ears() -> Understanding:
    return Understanding.load(CONFIG)


class Unsure(Understanding):
    """Understands, and is never sure."""

    def choice(self, menu: str, heard: Heard, keys: Collection[str]) -> Choice:
        return Choice(super().choice(menu, heard, keys).key, Certainty.DOUBTFUL)

    def digits(self, heard: Heard, *_: object) -> Dictated:
        return Dictated(("123456", "133456", "143456"), Certainty.DOUBTFUL)


class Speak:
    """Plays a script against one question: ``answer`` is what came of it."""

    def __init__(self, prompts: Prompts, ears: Understanding) -> None:
        self._prompts = prompts
        self._ears = ears
        self.answer: object = None

    def __call__(self, script: str, ask: Callable[[Line], object], *, deaf: bool = False) -> Played:
        def dialog(line: Line) -> None:
            try:
                self.answer = ask(line)
            except LineaError as outcome:
                self.answer = OUTCOMES[type(outcome)]

        return play(script, dialog, self._prompts, ears=self._ears, deaf=deaf)

    def put(self, question: Menu | DigitsQuestion, script: str, *, deaf: bool = False) -> Played:
        def ask(line: Line) -> object:
            return line.choose(question) if isinstance(question, Menu) else line.ask(question)

        return self(f"hears {question.prompt} \n {script}", ask, deaf=deaf)


@pytest.fixture
def speak(prompts: Prompts, ears: Understanding) -> Speak:
    return Speak(prompts, ears)


ASKED_AGAIN = "hears error.no_entendi_1 \n hears menu.opciones"
CHOICES = [
    ("says quiero reportar un daño", "Reportar un daño"),
    ("says La Factura", "Factura y pagos"),
    ("says la dos", "Factura y pagos"),
    ("presses 2", "Factura y pagos"),
    ("says un asesor", "person"),
    ("says volver", "back"),
    ("says menú principal", "main menu"),
    ("says repita \n hears menu.opciones \n says el saldo", "Factura y pagos"),
    ("says cómo \n hears menu.opciones \n presses 1", "Reportar un daño"),
    ("says ayuda \n hears menu.ayuda \n hears menu.opciones \n presses 1", "Reportar un daño"),
    ("says un momentico \n hears comun.con_calma \n says mi radicado", "Consultar un radicado"),
    ("says un momentico \n hears comun.con_calma \n pauses \n hears menu.opciones \n presses 3",
     "Consultar un radicado"),
    (f"says el gato come pescado \n {ASKED_AGAIN} \n says la factura", "Factura y pagos"),
    (f"""says el gato come pescado
         {ASKED_AGAIN}
         says una piña colada
         hears error.no_entendi_2
         hears menu.ayuda
         hears menu.opciones
         presses 2""", "Factura y pagos"),
    (f"""says el gato come pescado
         {ASKED_AGAIN}
         says una piña colada
         hears error.no_entendi_2
         hears menu.ayuda
         hears menu.opciones
         pauses""", "person"),
    ("pauses \n hears error.silencio_1 \n hears menu.opciones \n says la factura",
     "Factura y pagos"),
    ("says auxilio hay un herido", "emergency"),
]  # fmt: skip


@pytest.mark.parametrize(("script", "answer"), CHOICES)
def test_choosing_aloud(script: str, answer: str, speak: Speak) -> None:
    speak.put(MENU, script)
    assert speak.answer == answer


ANSWERS = [
    (FIXED, "says uno dos tres cuatro cinco seis", "123456"),
    (FIXED, "presses 123456", "123456"),
    (PIN, "says cuatro cincuenta y seis", "456"),
    (ACCOUNT, "says no lo tengo a la mano \n hears comun.sin_dato", "not at hand"),
    (ACCOUNT, "says un asesor", "person"),
    (ACCOUNT, "says hay un cable caído en la calle echando chispas", "emergency"),
    (MARK, "says un nueve", "9"),
    (MARK, "says diez", "10"),
]


@pytest.mark.parametrize(("question", "script", "answer"), ANSWERS)
def test_dictating(question: DigitsQuestion, script: str, answer: str, speak: Speak) -> None:
    speak.put(question, script)
    assert speak.answer == answer


def test_an_open_question_gives_the_intent(speak: Speak) -> None:
    speak(
        "hears menu.pregunta \n says no me llega el agua",
        lambda line: line.ask_open("menu.pregunta", MENU),
    )
    assert getattr(speak.answer, "code", None) is not None


@pytest.mark.parametrize("meanwhile", ["presses 2", "pauses"])
def test_an_open_question_that_no_words_answer_is_for_the_menu(
    meanwhile: str, speak: Speak
) -> None:
    played = speak(
        f"hears menu.pregunta \n {meanwhile}", lambda line: line.ask_open("menu.pregunta", MENU)
    )
    assert speak.answer is None
    assert (played.line.keys.peek() == "2") == (meanwhile == "presses 2")


def test_nobody_listens_to_an_open_question(prompts: Prompts) -> None:
    played = play("", lambda line: line.ask_open("menu.pregunta", MENU), prompts)
    assert not played.heard


def test_an_amount_is_read_back(speak: Speak) -> None:
    script = """
        hears menu.pregunta
        says ochenta lucas
        hears comun.confirmar_valor ochenta mil pesos
        says sí
    """
    speak(script, lambda line: line.ask_money("menu.pregunta"))
    assert speak.answer == 80_000


def test_an_offer_is_taken_up_or_left(speak: Speak) -> None:
    menu = Menu("asesor.ofrece_llamada", {"2": "Que le llamen"})
    for said, taken in (("says la dos", "2"), ("presses 2", "2"), ("pauses", None)):
        speak(f"hears asesor.ofrece_llamada \n {said}", lambda line: line.offer(menu, 3.0))
        assert speak.answer == taken


def test_a_key_that_an_offer_is_not_about_answers_the_next_question(speak: Speak) -> None:
    offer = Menu("asesor.ofrece_llamada", {"2": "Que le llamen"})

    def dialog(line: Line) -> object:
        assert line.offer(offer, 3.0) is None
        return line.choose(MENU)

    speak("hears asesor.ofrece_llamada \n presses 1", dialog)
    assert speak.answer == "Reportar un daño"


def test_danger_interrupts_whatever_is_said(speak: Speak) -> None:
    speak(
        "hears bienvenida.aviso \n interjects auxilio hay un herido",
        lambda line: line.say("bienvenida.aviso"),
    )
    assert speak.answer == "emergency"


def test_a_person_interrupts_what_is_not_to_be_interrupted(speak: Speak) -> None:
    speak(
        "hears bienvenida.aviso \n interjects un asesor por favor",
        lambda line: line.say("bienvenida.aviso"),
    )
    assert speak.answer == "person"


def test_a_person_asked_for_during_another_prompt_answers_the_next_question(speak: Speak) -> None:
    def dialog(line: Line) -> object:
        line.say("bienvenida.saludo")
        line.say("bienvenida.emergencia")
        return line.choose(MENU)

    speak("hears bienvenida.saludo \n interjects un asesor", dialog)
    assert speak.answer == "person"


def asks_behind(*prompts: str) -> Callable[[Line], object]:
    def dialog(line: Line) -> object:
        for prompt in prompts:
            line.say(prompt)
        return line.choose(MENU)

    return dialog


@pytest.mark.parametrize("statement", ["bienvenida.saludo", "bienvenida.aviso"])
def test_words_said_during_a_statement_answer_the_next_question(
    statement: str, speak: Speak
) -> None:
    played = speak(f"hears {statement} \n interjects la factura", asks_behind(statement))
    assert speak.answer == "Factura y pagos"
    assert [step.by for step in played.steps if step.kind == "chosen"] == ["speech"]


@pytest.mark.parametrize("idle", ["ajá", "sí señora", "aló buenas tardes", "de", "[unk] [unk] la"])
def test_who_only_shows_that_they_listen_answers_nothing(idle: str, speak: Speak) -> None:
    speak(
        f"""hears bienvenida.saludo
            interjects {idle}
            hears bienvenida.emergencia
            hears menu.opciones
            presses 1""",
        asks_behind("bienvenida.saludo", "bienvenida.emergencia"),
    )
    assert speak.answer == "Reportar un daño"


def test_words_said_ahead_that_mean_nothing_to_a_question_cost_no_try(speak: Speak) -> None:
    script = "hears bienvenida.saludo \n interjects veintidós mil \n hears menu.opciones"
    played = speak(f"{script} \n says el saldo", asks_behind("bienvenida.saludo"))
    assert speak.answer == "Factura y pagos"
    assert "invalid" not in played.kinds()


def test_what_was_just_said_is_said_again_for_who_asks(speak: Speak) -> None:
    script = "hears bienvenida.saludo \n interjects cómo \n hears bienvenida.saludo"
    speak(f"{script} \n hears menu.opciones \n presses 1", asks_behind("bienvenida.saludo"))
    assert speak.answer == "Reportar un daño"


def test_an_answer_in_a_question_that_is_heard_to_its_end_counts_then(speak: Speak) -> None:
    speak(
        "hears pqrs.autoriza \n interjects sí autorizo", lambda line: line.confirm("pqrs.autoriza")
    )
    assert speak.answer is True


def test_what_is_heard_whole_is_heard_by_who_spoke_before_it(speak: Speak) -> None:
    def dialog(line: Line) -> object:
        line.say("bienvenida.saludo")
        return line.choose(Menu("bienvenida.aviso", MENU.options, spoken=MENU.prompt))

    speak("hears bienvenida.saludo \n interjects la factura \n hears bienvenida.aviso", dialog)
    assert speak.answer == "Factura y pagos"


def test_words_that_an_offer_is_not_about_answer_the_next_question(speak: Speak) -> None:
    offer = Menu("asesor.ofrece_llamada", {"2": "Que le llamen"})

    def dialog(line: Line) -> object:
        line.say("bienvenida.saludo")
        assert line.offer(offer, 3.0) is None
        return line.choose(MENU)

    speak("hears bienvenida.saludo \n interjects mi radicado", dialog)
    assert speak.answer == "Consultar un radicado"


def test_no_recording_is_refused_anywhere(speak: Speak) -> None:
    played = speak.put(
        MENU,
        "says no me graben \n hears bienvenida.grabacion_no \n hears menu.opciones \n presses 1",
    )
    assert played.line.opted_out


def test_of_much_noise_the_caller_is_told_once_and_the_keypad_asks(speak: Speak) -> None:
    speak.put(
        MENU,
        """says [unk]
           hears error.no_entendi_1
           hears menu.opciones
           says [unk] [unk]
           hears error.ruido
           hears menu.ayuda
           hears menu.opciones
           presses 2""",
    )
    assert speak.answer == "Factura y pagos"


def test_what_may_be_said_is_offered_to_who_may_speak_alone(speak: Speak) -> None:
    for deaf, words in ((False, "Diga daños o marque uno"), (True, "Daños, marque uno")):
        before = "hears error.solo_teclado \n" if deaf else ""
        speak(
            f"{before} hears menu.opciones {words} \n presses 1",
            lambda line: line.choose(MENU),
            deaf=deaf,
        )
        assert speak.answer == "Reportar un daño"


def test_what_is_announced_is_heard_to_the_end(speak: Speak) -> None:
    speak("hears dano.seguridad", lambda line: line.announce("dano.seguridad"))
    assert speak.answer is None


def test_without_a_recogniser_the_keypad_goes_on_and_that_is_said_once(speak: Speak) -> None:
    def dialog(line: Line) -> object:
        return (line.choose(MENU), line.choose(MENU))

    played = speak(
        """hears error.solo_teclado
           hears menu.opciones
           presses 1
           hears menu.opciones
           presses 2""",
        dialog,
        deaf=True,
    )
    assert speak.answer == ("Reportar un daño", "Factura y pagos")
    assert [step.by for step in played.steps if step.kind == "chosen"] == ["key", "key"]


def test_the_path_tells_how_it_was_answered(speak: Speak) -> None:
    played = speak.put(MENU, "says la factura")
    (chosen,) = [step for step in played.steps if step.kind == "chosen"]
    assert (chosen.heard, chosen.label) == ("la factura", "Factura y pagos")
    assert (chosen.by, chosen.confidence, chosen.certainty) == ("speech", 1.0, "sure")


def test_what_is_doubtful_is_confirmed(prompts: Prompts) -> None:
    speak = Speak(prompts, Unsure.load(CONFIG))
    played = speak.put(MENU, "says la factura \n hears comun.confirmar_dicho la factura \n says sí")
    assert speak.answer == "Factura y pagos"
    assert [step.certainty for step in played.steps if step.kind == "chosen"] == ["confirmed"]


def test_what_was_not_meant_is_asked_again(prompts: Prompts) -> None:
    speak = Speak(prompts, Unsure.load(CONFIG))
    speak.put(
        MENU,
        f"says la factura \n hears comun.confirmar_dicho \n says no \n {ASKED_AGAIN} \n presses 1",
    )
    assert speak.answer == "Reportar un daño"


def test_a_doubtful_number_is_read_back_then_another_then_the_keypad(prompts: Prompts) -> None:
    speak = Speak(prompts, Unsure.load(CONFIG))
    speak.put(
        FIXED,
        """says lo que sea
           hears comun.confirmar_dictado uno dos tres, cuatro cinco seis
           says no
           hears comun.confirmar_dictado
           says no
           hears error.no_entendi_1
           hears ident.pedir_cuenta
           presses 654321""",
    )
    assert speak.answer == "654321"


def test_a_sensitive_answer_is_in_no_step(speak: Speak) -> None:
    played = speak.put(PIN, "says cuatro cincuenta y seis")
    assert speak.answer == "456"
    assert not [step for step in played.steps if step.heard]
