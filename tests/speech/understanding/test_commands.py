"""What may be said anywhere, yes and no, marks."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from speech.understanding.commands import CommandFile
from speech.understanding.concepts import Concepts, PatternError
from speech.understanding.heard import Certainty, Command, Heard
from speech.understanding.phrase_file import PhraseFileError
from speech.understanding.understanding import Understanding
from tests.speech.understanding.heard_files import SPEECH, understanding

FILE = CommandFile.read(SPEECH)
INTENTS = 'approved_by = ""\nkind = []\nconcepts = {}\nservice = {}\n[intent.si]\nsays = ""\n'
DANGER = INTENTS.replace("intent.si", "intent.emergencia")


@pytest.mark.parametrize("command", Command)
def test_every_phrase_is_its_command(command: Command) -> None:
    said = FILE.command[command].phrases
    assert [one for one in said if understanding().command(Heard(one)) is not command] == []


@pytest.mark.parametrize(
    ("said", "command"),
    [
        ("quiero hablar con un asesor por favor", Command.PERSON),
        ("me hace el favor y me comunica con una persona", Command.PERSON),
        ("¿Cómo?", Command.PARDON),
        ("qué pena me repite por favor", Command.REPEAT),
        ("un momentico señorita", Command.WAIT),
        ("ay no lo tengo a la mano", Command.NOT_AT_HAND),
        ("volver al menú principal por favor", Command.MAIN_MENU),
        ("no quiero hablar con un asesor", None),
        ("el asesor me atendió mal", None),
        ("cómo hago para pagar", None),
        ("no gracias eso era todo", None),
        ("quién es usted", None),
        ("unk", None),
        ("", None),
    ],
)
def test_commands_as_they_are_said(said: str, command: Command | None) -> None:
    assert understanding().command(Heard(said)) is command


@pytest.mark.parametrize(
    ("said", "key", "certainty"),
    [
        ("sí", "1", Certainty.SURE),
        ("sí señora claro", "1", Certainty.SURE),
        ("ajá eso es", "1", Certainty.SURE),
        ("hágale pues", "1", Certainty.SURE),
        ("cómo no", "1", Certainty.SURE),
        ("sisas parce", "1", Certainty.SURE),
        ("bueno sí por favor", "1", Certainty.SURE),
        ("no", "2", Certainty.SURE),
        ("no no señorita", "2", Certainty.SURE),
        ("nanay cucas", "2", Certainty.SURE),
        ("ni riesgos", "2", Certainty.SURE),
        ("claro que no", "2", Certainty.SURE),
        ("así no es", "2", Certainty.SURE),
        ("sí pero con otra dirección", "1", Certainty.DOUBTFUL),
        ("no es que yo vivo en otra parte", "2", Certainty.DOUBTFUL),
        ("sí no", None, Certainty.NONE),
        ("va a llover mañana", None, Certainty.NONE),
        ("es de la clínica", None, Certainty.NONE),
        ("", None, Certainty.NONE),
    ],
)
def test_yes_and_no(said: str, key: str | None, certainty: Certainty) -> None:
    answer = understanding().yes_no(Heard(said))
    assert (answer.key, answer.certainty) == (key, certainty)


@pytest.mark.parametrize("key", ["1", "2"])
def test_every_yes_is_yes_and_every_no_is_no(key: str) -> None:
    said = (FILE.yes if key == "1" else FILE.no).phrases
    assert [one for one in said if understanding().yes_no(Heard(one)).key != key] == []


@pytest.mark.parametrize(
    ("said", "mark", "certainty"),
    [
        ("cinco", "5", Certainty.SURE),
        ("le doy un cuatro señorita", "4", Certainty.SURE),
        ("excelente", "5", Certainty.DOUBTFUL),
        ("pésimo", "1", Certainty.DOUBTFUL),
        ("seis", None, Certainty.NONE),
        ("dos o tres", None, Certainty.NONE),
        ("tres carros", "3", Certainty.DOUBTFUL),
    ],
)
def test_marks_from_one_to_five(said: str, mark: str | None, certainty: Certainty) -> None:
    answer = understanding().rating(Heard(said), 1, 5)
    assert (answer.key, answer.certainty) == (mark, certainty)


def test_ten_is_a_mark() -> None:
    assert understanding().rating(Heard("diez"), 0, 10).key == "10"


@pytest.mark.parametrize(
    ("said", "service"),
    [
        ("es por el agua", "acueducto"),
        ("la alcantarilla", "alcantarillado"),
        ("el carro de la basura", "aseo"),
        ("se fue la luz", "energia"),
        ("el gas de la estufa", "gas"),
        ("el bombillo de la calle", "alumbrado"),
        ("quiero una cita", None),
    ],
)
def test_services(said: str, service: str | None) -> None:
    assert understanding().service(Heard(said)) == service


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("commands.es_CO.toml", 'approved_by = "x"\n[command.dance]\nphrases = ["baile"]\n'),
        ("menus.es_CO.toml", 'approved_by = "x"\n[menu."a.b"]\nyesno = true\n'),
        ("endpointing.toml", "[certainty]\nmenu = 'alto'\n"),
        ("intents.es_CO.toml", "esto no es toml"),
        ("intents.es_CO.toml", f"{INTENTS}phrases = []\n"),
        ("intents.es_CO.toml", f"{DANGER}phrases = []\npatterns = ['*']\n"),
    ],
)
def test_a_file_that_is_wrong_is_named(tmp_path: Path, name: str, text: str) -> None:
    for file in SPEECH.glob("*.toml"):
        (tmp_path / file.name).write_text(file.read_text("utf-8"), "utf-8")
    (tmp_path / name).write_text(text, "utf-8")
    with pytest.raises(PhraseFileError, match=re.escape(name)):
        Understanding.load(tmp_path)


@pytest.mark.parametrize("written", ["NADIE agua", "!agua", "no .. llega* ..=2", "ag*ua", ""])
def test_a_pattern_that_is_wrong_is_refused(written: str) -> None:
    with pytest.raises(PatternError):
        Concepts({"AGUA": ["agua"]}).pattern(written)
