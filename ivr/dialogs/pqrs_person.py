"""Who files a PQRS, as far as they want to say: name, telephone, where the answer should go."""

from __future__ import annotations

from ivr.call import NotAtHand
from ivr.dialogs.conversation import Conversation
from ivr.dialogs.petition import Petition
from ivr.dialogs.telling import tell
from ivr.phone_number import normalise
from ivr.question import DigitsQuestion, Menu
from ivr.services.outbound import is_mobile
from ivr.services.pqrs import AnswerBy
from ivr.services.sounds import NAME

NAME_SECONDS = 15.0
NAMED, ANONYMOUS = "Da su nombre", "Anónima"
THIS_ONE, ANOTHER, NONE = "El número del que llama", "Otro número", "Sin número"
BY_OFFICE, BY_PHONE, BY_ADDRESS = "En la oficina", "Por teléfono", "En la dirección de la cuenta"
ANSWERS = {
    BY_OFFICE: AnswerBy.OFFICE,
    BY_PHONE: AnswerBy.PHONE,
    BY_ADDRESS: AnswerBy.ADDRESS,
}
ANY_AREA = "608"  # ten digits need none

_NAME = Menu("pqrs.nombre", {"1": NAMED, "2": ANONYMOUS}, untold=frozenset({"2"}))
_NO_NUMBER = Menu("pqrs.contacto_otro", {"1": ANOTHER, "2": NONE})
_NUMBER = DigitsQuestion(
    "pqrs.numero",
    10,
    10,
    valid=lambda digits: normalise(digits, ANY_AREA) is not None,
    sensitive=True,
    label="Digitó un número de contacto",
)


def stays_anonymous(talk: Conversation) -> bool:
    """Whether the caller gives no name. Raises as :meth:`ivr.line.Line.choose`."""
    return talk.line.choose(_NAME) == ANONYMOUS


def ask_name(talk: Conversation, petition: Petition) -> None:
    """The name, spoken, unless they stay anonymous. Raises as the line's questions."""
    if petition.anonymous:
        return
    tell(talk.line, "pqrs.decir_nombre", petition.name, purpose=NAME, seconds=NAME_SECONDS)


def ask_contact(talk: Conversation, petition: Petition) -> None:
    """The telephone, where the answer goes, and whether the radicado is sent by text message."""
    if petition.anonymous:
        return
    petition.phone = _phone(talk)
    petition.answer_by = _answer_by(talk, petition)
    if petition.answer_by is AnswerBy.PHONE and not _authorised(talk, petition):
        petition.answer_by = AnswerBy.OFFICE
        talk.line.say("pqrs.en_oficina")
    if is_mobile(petition.phone):
        petition.text_message = bool(petition.authorised) or talk.line.confirm(
            "pqrs.sms", yes="Quiere el mensaje de texto", no="Sin mensaje de texto"
        )


def _phone(talk: Conversation) -> str:
    known = talk.line.call.caller.number
    if known is None:
        chosen = talk.line.choose(_NO_NUMBER)
    else:
        options = {"1": THIS_ONE, "2": ANOTHER, "3": NONE}
        chosen = talk.line.choose(Menu("pqrs.contacto", options, {"ult3": known[-3:]}))
    if chosen == THIS_ONE:
        return known or ""
    if chosen != ANOTHER:
        return ""
    try:
        return _typed(talk)
    except NotAtHand:
        return ""


def _typed(talk: Conversation) -> str:
    while True:
        digits = talk.line.ask(_NUMBER)
        if talk.line.confirm("comun.confirmar_numero", digitos=digits):
            return normalise(digits, ANY_AREA) or ""
        talk.line.say("comun.corregir")


def _answer_by(talk: Conversation, petition: Petition) -> AnswerBy:
    """Where the answer goes; e-mail can't be typed on a keypad."""
    ways = [BY_OFFICE]
    if petition.phone:
        ways.append(BY_PHONE)
    if petition.account is not None:
        ways.append(BY_ADDRESS)
    if len(ways) == 1:
        talk.line.say("pqrs.en_oficina")
        return AnswerBy.OFFICE
    options = {str(key): way for key, way in enumerate(ways, start=1)}
    says = {"opciones": tuple(way[:1].lower() + way[1:] for way in ways)}
    return ANSWERS[talk.line.choose(Menu("pqrs.notificacion", options, says))]


def _authorised(talk: Conversation, petition: Petition) -> bool:
    """The express authorisation to notify by telephone: text, its version, and the key."""
    yes, no = "Autorizó la respuesta por teléfono", "No autorizó la respuesta por teléfono"
    if not talk.line.confirm("pqrs.autoriza", yes=yes, no=no):
        return False
    version = talk.line.wording_version("pqrs.autoriza")
    petition.authorised = (
        f"Autorizó expresamente la respuesta por teléfono y mensaje de texto: tecla 1 al texto"
        f" pqrs.autoriza, versión {version}"
    )
    return True
