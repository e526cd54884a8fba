"""«Reportar un daño»: danger first, then a known outage, else service, place, kind; a ticket."""

from __future__ import annotations

from dataclasses import dataclass, field

from ivr.call import BackRequested, CallEnded, PersonRequested
from ivr.dialogs import billing, by_message, damage_place, danger, goodbye, known_outage
from ivr.dialogs.conversation import Conversation
from ivr.dialogs.damage_place import Place
from ivr.dialogs.known_outage import Heard
from ivr.errors import LineaError, NotFound, StoreUnavailable
from ivr.hearing import EmergencyHeard
from ivr.keys import REPEAT_KEY
from ivr.question import Menu
from ivr.services.accounts import Account
from ivr.services.damage import DamageFiling, Kind, Utility
from ivr.services.outages import Outage
from ivr.services.outbound import Template, is_mobile

INTENT, DRAFT = "dano", "dano"
AGAIN = "Oír otra vez"

_DONE = Menu("dano.listo", {REPEAT_KEY: AGAIN})


@dataclass(slots=True)
class _Told:
    """What the caller has said so far of a damage."""

    utility: Utility | None = None
    place: Place = field(default_factory=Place)
    kind: Kind | None = None
    ticket: str | None = None
    heard: Heard = field(default_factory=Heard)

    def fields(self) -> dict[str, str]:
        """The same, as staff read it in a draft."""
        said = {
            "Servicio": self.utility.says if self.utility else "",
            "Daño": self.kind.label if self.kind else "",
            "Cuenta": self.place.account.number if self.place.account else "",
            "Dirección": self.place.written,
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
    except (CallEnded, PersonRequested, EmergencyHeard):
        if not talk.line.hung_up and told.ticket is None:
            _keep_draft(talk, told, [one.name for one in talk.line.recorded[before:]])
        raise


def _converse(talk: Conversation, told: _Told) -> None:
    """What is known comes before any question of what and where: most who call mean that."""
    mine = damage_place.own_accounts(talk)
    outage = known_outage.joined(talk, told.heard, _near(talk, mine))
    if outage is not None:
        told.utility = talk.settings.damages.catalogue.utility(outage.service)
        told.place = damage_place.within(mine, outage.zone_id)
    else:
        outage = _elsewhere(talk, told, mine)
    if outage is not None:
        _join(talk, told, outage)
    else:
        _report(talk, told)
    _finish(talk, told)


def _near(talk: Conversation, mine: tuple[Account, ...]) -> tuple[Outage, ...]:
    """What is interrupted near the caller, of the service that they named if they did."""
    named = _named(talk)
    found = known_outage.near(talk, mine)
    return tuple(one for one in found if named is None or one.service == named.code)


def _elsewhere(talk: Conversation, told: _Told, mine: tuple[Account, ...]) -> Outage | None:
    """Ask what and where it is; gives the outage of that place which the caller joins."""
    told.utility = _service(talk)
    told.place = damage_place.own(talk, mine)
    outage = _outage_at(talk, told)
    if outage is None and not told.place.known:
        told.place = damage_place.elsewhere(talk)
        outage = None if told.place.zone is None else _outage_at(talk, told)
    return outage


def _outage_at(talk: Conversation, told: _Told) -> Outage | None:
    assert told.utility is not None
    found = known_outage.of_service(talk, told.utility.code, told.place.zone)
    return known_outage.joined(talk, told.heard, found)


def _join(talk: Conversation, told: _Told, outage: Outage) -> None:
    filing = _filing(talk, told, outage)
    _give_ticket(talk, told, filing)
    _offer_news(talk, filing)


def _report(talk: Conversation, told: _Told) -> None:
    menus, utility = talk.settings.damages, told.utility
    assert utility is not None
    told.kind = menus.chosen_kind(utility, _kind(talk, utility))
    if _is_suspended(told) and _prefers_reconnection(talk):
        billing.attend(talk, about=told.place.account)
        raise BackRequested("volver")
    _give_ticket(talk, told, _filing(talk, told))
    _offer_ticket_by_message(talk, told)
    _tell_time(talk, told.kind)


def _service(talk: Conversation) -> Utility:
    """The service that fails; not asked where the entity gives but one, or it was named."""
    menus = talk.settings.damages
    named, offered = _named(talk), menus.catalogue.offered
    if named is not None and not named.offered:
        talk.line.say("dano.otra_empresa", servicio=named.name)
    elif named is not None:
        return named
    return (
        offered[0] if len(offered) == 1 else menus.chosen_service(talk.line.choose(menus.service))
    )


def _named(talk: Conversation) -> Utility | None:
    """The service that the caller named as they said what they want; it may be another's."""
    named = talk.wish.service if talk.wish else None
    utilities = talk.settings.damages.catalogue.utilities
    return next((utility for utility in utilities if utility.code == named), None)


def _kind(talk: Conversation, utility: Utility) -> str:
    """What fails, as it is labelled; not asked where it was said already."""
    menu = talk.settings.damages.kind(utility)
    said = talk.wish.damage if talk.wish else None
    if said is not None and said in menu.options.values():
        return said
    return talk.line.choose(menu)


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
        zone_id=outage.zone_id if told.place.zone is None and outage else told.place.zone,
        address=told.place.written,
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
    while goodbye.unless_silent(talk, _DONE) == AGAIN:
        talk.line.say("dano.ticket", ticket=told.ticket)


def _keep_draft(talk: Conversation, told: _Told, recorded: list[str]) -> None:
    """What the caller said stays, if anything takes it."""
    if told.utility is None and not recorded:
        return
    try:
        talk.office.keep_draft(talk.line.call.call_id, DRAFT, told.fields(), recorded)
    except LineaError:
        return
