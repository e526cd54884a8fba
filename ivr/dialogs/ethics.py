"""The ethics line: who calls is forgotten at once, and only what is told after the tone is kept.

No agent, no pop, no recording of the call, no survey; the code that the caller takes away is
the one way back to the report.
"""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass, field
from functools import partial

from ivr.call import BackRequested, CallEnded, MainMenuRequested, PersonRequested
from ivr.check_digit import is_valid
from ivr.dialogs.conversation import Conversation
from ivr.dialogs.ethics_office import EthicsOffice
from ivr.dialogs.telling import tell
from ivr.errors import StoreUnavailable
from ivr.hearing import EmergencyHeard
from ivr.keys import REPEAT_KEY
from ivr.line import Line
from ivr.question import DigitsQuestion, Menu
from ivr.recording import ETHICS
from ivr.services.ethics import CODE_DIGITS, Progress
from ivr.services.filing import CannotFile
from ivr.store import EthicsMode, EthicsState

FACTS_SECONDS = 180.0
IDENTITY_SECONDS = 40.0
CODES_TRIED = 3

REPORT, FOLLOW, ADD, AGAIN, END = "Denunciar", "Consultar", "Agregar", "Otra vez", "Terminar"
MODES = {"1": EthicsMode.ANONYMOUS, "2": EthicsMode.RESERVED, "3": EthicsMode.NAMED}
SENTENCES = {
    EthicsState.RECEIVED: "etica.recibida",
    EthicsState.REVIEWING: "etica.en_revision",
    EthicsState.ANSWERED: "etica.respondida",
    EthicsState.CLOSED: "etica.cerrada",
}

_WHAT = Menu("etica.menu", {"1": REPORT, "2": FOLLOW}, help="etica.ayuda")
_MODE = Menu("etica.modo", {key: mode.value for key, mode in MODES.items()}, help="etica.ayuda")
_CODE = DigitsQuestion(
    "etica.pedir_codigo",
    CODE_DIGITS,
    CODE_DIGITS,
    valid=is_valid,
    sensitive=True,
    help="etica.ayuda_codigo",
)
_AFTER_CODE = Menu("etica.anotado", {REPEAT_KEY: AGAIN, "1": END}, help="etica.ayuda")
_AFTER_PROGRESS = Menu(
    "etica.opciones", {"1": ADD, REPEAT_KEY: AGAIN, "2": END}, help="etica.ayuda"
)


@dataclass(slots=True)
class _Telling:
    """What was told so far; each a name of a recording."""

    mode: EthicsMode = EthicsMode.ANONYMOUS
    facts: list[str] = field(default_factory=list)
    identity: list[str] = field(default_factory=list)


def attend(talk: Conversation, *, hotline: bool = False) -> None:
    """Take a report or tell how one is going, and hang up.

    Returns, with the number forgotten, when the caller goes back to the main menu before
    telling anything; on a ``hotline`` there is none. Raises CallEnded.
    """
    line = talk.line
    line.conceal()
    line.drop_recording()
    line.say("etica.inicio")
    try:
        _converse(talk, EthicsOffice.of(talk.office))
    except BackRequested:
        if not hotline:
            line.resume()
            return
    except PersonRequested:
        line.keys.clear()
    except EmergencyHeard:
        line.resume()
        raise
    except (StoreUnavailable, CannotFile):
        line.keys.clear()
        line.say("etica.sistema")
    line.say("etica.despedida")
    line.hang_up()


def _converse(talk: Conversation, office: EthicsOffice) -> None:
    """Returns when the caller has what they called for. Raises BackRequested at the menu."""
    secret = talk.look_up(office.secret)
    while True:
        what = _choice(talk.line, _WHAT)
        try:
            return (_report if what == REPORT else _follow)(talk, office, secret)
        except MainMenuRequested:
            raise
        except BackRequested:
            continue


def _report(talk: Conversation, office: EthicsOffice, secret: bytes) -> None:
    told = _Telling()
    try:
        _tell(talk.line, told)
    except (CallEnded, PersonRequested, BackRequested, EmergencyHeard) as left:
        _keep(talk.line, office, secret, told)
        if told.facts and isinstance(left, BackRequested):
            return
        raise
    code = talk.look_up(office.file, secret, told.mode, told.facts, told.identity)
    talk.line.keys.clear()
    talk.line.say("etica.codigo", codigo=code)
    while _choice(talk.line, _AFTER_CODE) == AGAIN:
        talk.line.say("etica.codigo", codigo=code)


def _keep(line: Line, office: EthicsOffice, secret: bytes, told: _Telling) -> None:
    """Keep the facts of a caller who left before the end; nobody learns that report's code.

    Without any fact who they are is nobody's business: it is deleted.
    """
    if told.facts:
        with suppress(CannotFile):
            office.file(secret, told.mode, told.facts, told.identity, complete=False)
        return
    for recorded in [one for one in line.recorded if one.name in told.identity]:
        line.discard(recorded)


def _tell(line: Line, told: _Telling) -> None:
    told.mode = EthicsMode(_choice(line, _MODE))
    if told.mode is not EthicsMode.ANONYMOUS:
        _spoken(line, "etica.identidad", IDENTITY_SECONDS, told.identity)
    _spoken(line, "etica.relato", FACTS_SECONDS, told.facts)


def _follow(talk: Conversation, office: EthicsOffice, secret: bytes) -> None:
    line = talk.line
    report = _by_code(talk, office, secret)
    if report is None:
        return
    wish = AGAIN
    while wish != END:
        if wish == AGAIN:
            _say_progress(line, report)
        else:
            _add(talk, office, report)
        wish = _choice(line, _AFTER_PROGRESS)


def _by_code(talk: Conversation, office: EthicsOffice, secret: bytes) -> Progress | None:
    """The report of the code typed; None when too many were wrong, which was said."""
    for _ in range(CODES_TRIED):
        if not talk.look_up(office.may_try):
            break
        report = talk.look_up(office.progress, secret, talk.line.ask(_CODE))
        if report is not None:
            return report
        talk.line.keys.clear()
        talk.line.say("etica.codigo_no_existe")
    talk.line.say("etica.mas_tarde")
    return None


def _say_progress(line: Line, report: Progress) -> None:
    line.say(SENTENCES[report.state], fecha=report.filed_on)
    if report.answer:
        line.say("etica.respuesta", respuesta=report.answer.rstrip(". "))


def _add(talk: Conversation, office: EthicsOffice, report: Progress) -> None:
    added: list[str] = []
    try:
        _spoken(talk.line, "etica.agregar", FACTS_SECONDS, added)
    except CallEnded:
        if added:
            with suppress(CannotFile):
                office.add(report.report_id, added)
        raise
    talk.look_up(office.add, report.report_id, added)
    talk.line.say("etica.agregada")


def _spoken(line: Line, ask: str, seconds: float, kept: list[str]) -> None:
    """Have something told, without a person to ask for."""
    choose = partial(_choice, line)
    tell(line, ask, kept, purpose=ETHICS, seconds=seconds, review="etica.revisar", choose=choose)


def _choice(line: Line, menu: Menu) -> str:
    """Choose; who asks for a person is told once that none serves here."""
    try:
        return line.choose(menu)
    except PersonRequested as request:
        if request.reason != "asked":
            raise
        line.say("etica.sin_asesor")
        return line.choose(menu)
