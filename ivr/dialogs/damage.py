"""«Reportar un daño»: danger first, then service, place, a known outage, what happens, a ticket."""

from __future__ import annotations

from dataclasses import dataclass, field

from ivr.call import BackRequested, CallEnded, PersonRequested
from ivr.dialogs import billing, by_message, damage_place, danger, goodbye
from ivr.dialogs.conversation import Conversation
from ivr.dialogs.damage_place import Place
from ivr.errors import LineaError, NotFound, StoreUnavailable
from ivr.keys import REPEAT_KEY
from ivr.question import Menu
from ivr.services.damage import DamageFiling, Kind, Utility
from ivr.services.outages import Outage
from ivr.services.outbound import Template, is_mobile

INTENT, DRAFT = "dano", "dano"
JOIN, ANOTHER = "Se sumó al daño conocido", "Es otro daño"
AGAIN = "Oír otra vez"
ELSEWHERE = "Otro sector"
MOST_NAMED = 4
"""Sectors with an outage that are named to who has no account at hand."""

_JOIN = Menu("dano.unirse", {"1": JOIN, "2": ANOTHER})
_DONE = Menu("dano.listo", {REPEAT_KEY: AGAIN})


@dataclass(slots=True)
class _Told:
    """What the caller has said so far of a damage."""

    utility: Utility | None = None
    place: Place = field(default_factory=Place)
    kind: Kind | None = None
    ticket: str | None = None

    def fields(self) -> dict[str, str]:
        """The same, as staff read it in a draft."""
        said = {
            "Servicio": self.utility.says if self.utility else "",
            "Daño": self.kind.label if self.kind else "",
            "Cuenta": self.place.account.number if self.place.account else "",
            "Dirección": self.place.account.address if self.place.account else "",
        }
        return {name: value for name, value in said.items() if value}


def attend(talk: Conversation) -> None:
    """Take a report, or tell of the outage that it is; ends in the goodbye or the main menu.

    Raises as the line's questions. Who hangs up before there is a ticket, or goes to a person,
    leaves a draft.
    """
    danger.ask(talk)
    told, before = _Told(), len(talk.line.recorded)
    try:
        _converse(talk, told)
    except (CallEnded, PersonRequested):
        if not talk.line.hung_up and told.ticket is None:
            _keep_draft(talk, told, [one.name for one in talk.line.recorded[before:]])
        raise


def _converse(talk: Conversation, told: _Told) -> None:
    told.utility = _service(talk)
    told.place = damage_place.own(talk)
    outage = _known_outage(talk, told) if told.place.known else _named_outage(talk, told.utility)
    if outage is not None and _joins(talk, outage):
        _join(talk, told, outage)
    elif told.place.known:
        _report(talk, told)
    else:
        told.place = damage_place.elsewhere(talk)
        outage = _known_outage(talk, told)
        if outage is not None and _joins(talk, outage):
            _join(talk, told, outage)
        else:
            _report(talk, told)
    _finish(talk, told)


def _join(talk: Conversation, told: _Told, outage: Outage) -> None:
    filing = _filing(talk, told, outage)
    _give_ticket(talk, told, filing)
    _offer_news(talk, filing)


def _report(talk: Conversation, told: _Told) -> None:
    menus, utility = talk.settings.damages, told.utility
    assert utility is not None
    told.kind = menus.chosen_kind(utility, talk.line.choose(menus.kind(utility)))
    if _is_suspended(told) and _prefers_reconnection(talk):
        billing.attend(talk, about=told.place.account)
        raise BackRequested("volver")
    _give_ticket(talk, told, _filing(talk, told))
    _offer_ticket_by_message(talk, told)
    _tell_time(talk, told.kind)


def _service(talk: Conversation) -> Utility:
    """The service that fails; not asked where the entity gives but one."""
    menus = talk.settings.damages
    offered = menus.catalogue.offered
    if len(offered) == 1:
        return offered[0]
    return menus.chosen_service(talk.line.choose(menus.service))


# -- an outage that is known -------------------------------------------------------------


def _known_outage(talk: Conversation, told: _Told) -> Outage | None:
    account, utility = told.place.account, told.utility
    if account is None or utility is None:
        return None
    try:
        found = talk.look_up(talk.office.outages, account.zone_id, utility.code)
    except StoreUnavailable:
        return None
    return found[-1] if found else None


def _named_outage(talk: Conversation, utility: Utility) -> Outage | None:
    """The outage of the sector that the caller names, of the few that there are."""
    try:
        found = talk.look_up(talk.office.outages, None, utility.code)
    except StoreUnavailable:
        return None
    if not 0 < len(found) <= MOST_NAMED:
        return None
    zones = [outage.zone for outage in found]
    options = {str(key): zone for key, zone in enumerate([*zones, ELSEWHERE], start=1)}
    menu = Menu("dano.sectores", options, {"opciones": tuple(options.values())})
    chosen = talk.line.choose(menu)
    return next((outage for outage in found if outage.zone == chosen), None)


def _joins(talk: Conversation, outage: Outage) -> bool:
    """Tell of the outage; whether the caller's damage is that one."""
    tell_outage(talk, outage)
    talk.line.done("Supo del daño conocido")
    return _or_goodbye(talk, _JOIN) == JOIN


def tell_outage(talk: Conversation, outage: Outage) -> None:
    """Say what is interrupted where, why and until when; an estimate that has passed is not."""
    expected = outage.expected_after(talk.line.clock.now())
    service = talk.settings.damages.catalogue.name(outage.service)
    if expected is None:
        talk.line.say("dano.conocido_sin_hora", servicio=service, zona=outage.zone)
    elif outage.planned:
        talk.line.say("dano.programado", servicio=service, zona=outage.zone, vuelve=expected)
    else:
        talk.line.say("dano.conocido", servicio=service, zona=outage.zone, vuelve=expected)


def _offer_news(talk: Conversation, filing: DamageFiling) -> None:
    """Offer an SMS when the service is back, to a mobile alone."""
    mobile = talk.line.call.caller.number
    if not is_mobile(mobile) or mobile is None:
        return
    if not talk.line.confirm("dano.avisar", yes="Quiere que se le avise", no="No quiere aviso"):
        return
    try:
        talk.look_up(talk.office.notify_of_damage, filing, mobile)
    except (StoreUnavailable, NotFound):
        talk.line.say("dano.aviso_no")
    else:
        talk.line.say("dano.aviso_ok", ult3=mobile[-3:])


# -- a suspension, which is no damage ----------------------------------------------------


def _is_suspended(told: _Told) -> bool:
    """Told to the account's own people alone."""
    account, utility, kind = told.place.account, told.utility, told.kind
    if account is None or utility is None or kind is None or not told.place.own:
        return False
    return (
        kind.interrupts and account.suspended_since is not None and utility.code in account.services
    )


def _prefers_reconnection(talk: Conversation) -> bool:
    return talk.line.confirm(
        "dano.suspension", yes="Quiere saber cómo reconectar", no="Reporta el daño de todos modos"
    )


# -- the ticket --------------------------------------------------------------------------


def _filing(talk: Conversation, told: _Told, outage: Outage | None = None) -> DamageFiling:
    """What is filed. Who joins an outage reports that the service doesn't arrive."""
    utility, account = told.utility, told.place.account
    assert utility is not None
    kinds = utility.kinds
    told.kind = told.kind or next((kind for kind in kinds if kind.interrupts), kinds[0])
    return DamageFiling(
        kind=told.kind.label,
        priority=told.kind.priority,
        service=utility.code,
        call_id=talk.line.call.call_id,
        account_id=account.id if account else None,
        zone_id=account.zone_id if account else outage.zone_id if outage else None,
        address=account.address if account else "",
        place_recording=told.place.recording,
        outage_id=outage.id if outage else None,
    )


def _give_ticket(talk: Conversation, told: _Told, filing: DamageFiling) -> None:
    """File, then say the number; where nothing can be filed a person takes it down."""
    try:
        told.ticket = talk.look_up(talk.office.report_damage, filing).ticket
    except LineaError:
        talk.line.note("No se pudo dejar el reporte")
        talk.line.say("dano.sin_reporte")
        raise PersonRequested("asked") from None
    talk.line.note(f"Reporte de daño {told.ticket}")
    talk.line.done("Reportó un daño")
    talk.line.say("dano.ticket", ticket=told.ticket)


def _tell_time(talk: Conversation, kind: Kind) -> None:
    """Say when someone comes, only where dispatch gave a time."""
    try:
        hours = talk.look_up(talk.office.attention_hours, kind.priority)
    except StoreUnavailable:
        return
    if hours:
        talk.line.say("dano.tiempo", horas=hours)


def _offer_ticket_by_message(talk: Conversation, told: _Told) -> None:
    """Right behind the number, so that nothing stands between it and «recibirlo»."""
    assert told.utility is not None
    fields = {"ticket": told.ticket, "servicio": told.utility.name}
    try:
        by_message.offer(talk, Template.DAMAGE_REPORTED, fields)
    except StoreUnavailable:
        talk.line.say("dano.aviso_no")


def _finish(talk: Conversation, told: _Told) -> None:
    """The number again as often as they like; silence is the goodbye."""
    while _or_goodbye(talk, _DONE) == AGAIN:
        talk.line.say("dano.ticket", ticket=told.ticket)


def _or_goodbye(talk: Conversation, menu: Menu) -> str:
    """A choice of who has what they called for: silence ends the call in peace."""
    try:
        return talk.line.choose(menu)
    except PersonRequested as request:
        if request.reason == "silence":
            goodbye.say(talk)
        raise


def _keep_draft(talk: Conversation, told: _Told, recorded: list[str]) -> None:
    """What the caller said stays, if anything takes it."""
    if told.utility is None and not recorded:
        return
    try:
        talk.office.keep_draft(talk.line.call.call_id, DRAFT, told.fields(), recorded)
    except LineaError:
        return
