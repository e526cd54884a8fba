"""Where a damage is: the premises of an account, or a place that the caller says aloud."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass

from ivr.call import NotAtHand, PersonRequested
from ivr.dialogs.conversation import CLAIMED, Conversation
from ivr.dialogs.identification import account_question, endings
from ivr.dialogs.telling import tell
from ivr.errors import StoreUnavailable
from ivr.question import Menu
from ivr.services.accounts import Account

MOST_OFFERED = 7
ACCOUNTS_TRIED = 2
PLACE_SECONDS = 40.0

HERE, ELSEWHERE = "En el predio de su cuenta", "En otro lugar"
BY_ACCOUNT, BY_VOICE = "Con el número de la cuenta", "Diciendo la dirección"
_ELSEWHERE_KEY = "8"
_HOW = Menu("dano.como_lugar", {"1": BY_ACCOUNT, "2": BY_VOICE})


@dataclass(frozen=True, slots=True)
class Place:
    """Where it is: an account's premises, an ``address`` confirmed, else the name of a recording.

    ``own``: the caller's telephone is known for that account, or they proved who they are.
    """

    account: Account | None = None
    recording: str | None = None
    own: bool = False
    address: str = ""
    zone_id: int | None = None

    @property
    def known(self) -> bool:
        """Whether anything is known of it."""
        return self.account is not None or self.recording is not None or bool(self.address)

    @property
    def zone(self) -> int | None:
        """The id of its zone, if that is known."""
        return self.account.zone_id if self.account else self.zone_id

    @property
    def written(self) -> str:
        """Its address, as it is written; empty where only a recording tells it."""
        return self.account.address if self.account else self.address


def own(talk: Conversation, mine: tuple[Account, ...]) -> Place:
    """The premises of one of the caller's accounts, if the damage is there.

    Raises as the line's questions.
    """
    account = _this_one(talk, mine[0]) if len(mine) == 1 else _one_of(talk, mine)
    if account is None:
        return Place()
    if talk.account is None:
        _note(talk, account)
    return Place(account, own=True)


def elsewhere(talk: Conversation) -> Place:
    """Another place: of an account that the caller gives, else what they say.

    An address that is understood is read back; any other place is kept as sound. Raises as the
    line's questions. Without the store what they say is the place.
    """
    if talk.line.choose(_HOW) == BY_ACCOUNT:
        with suppress(NotAtHand):
            account = _typed(talk)
            if account is not None:
                return Place(account)
    return _understood(talk) or Place(recording=_said(talk))


def own_accounts(talk: Conversation) -> tuple[Account, ...]:
    """What is known of the caller: the account of this call, else those of the telephone.

    None for a telephone of more accounts than can be named: it is a firm's.
    """
    if talk.account is not None:
        return (talk.account,)
    number = talk.line.call.caller.number
    if number is None:
        return ()
    try:
        known = talk.look_up(talk.office.accounts_of_phone, number)
    except StoreUnavailable:
        return ()
    return known if len(known) <= MOST_OFFERED else ()


def within(mine: tuple[Account, ...], zone_id: int) -> Place:
    """The premises of the caller's only account in a zone; else nothing is known of the place."""
    there = [account for account in mine if account.zone_id == zone_id]
    return Place(there[0], own=True) if len(there) == 1 else Place()


def _this_one(talk: Conversation, account: Account) -> Account | None:
    (ending,) = endings([account])
    here = talk.line.confirm("dano.es_su_direccion", yes=HERE, no=ELSEWHERE, ult3=ending)
    return account if here else None


def _one_of(talk: Conversation, known: tuple[Account, ...]) -> Account | None:
    if not known:
        return None
    by_label = {f"Cuenta {account.number}": account for account in known}
    options = {str(key): label for key, label in enumerate(by_label, start=1)}
    menu = Menu(
        "dano.cual_predio", {**options, _ELSEWHERE_KEY: ELSEWHERE}, {"cuentas": endings(known)}
    )
    return by_label.get(talk.line.choose(menu))


def _typed(talk: Conversation) -> Account | None:
    """The account that the caller types; None when it isn't found, or the store is gone."""
    for _ in range(ACCOUNTS_TRIED):
        number = talk.line.ask(account_question(talk, exists=_exists(talk)))
        try:
            claim = talk.look_up(talk.office.claim_account, number)
        except StoreUnavailable:
            return None
        if claim.accounts:
            return claim.accounts[0]
        talk.line.keys.clear()
        talk.line.say("error.no_existe")
    return None


def _exists(talk: Conversation) -> Callable[[str], bool]:
    """Decides between readings of a dictated number; without the store none is ruled out."""

    def exists(number: str) -> bool:
        try:
            return bool(talk.office.claim_account(number).accounts)
        except StoreUnavailable:
            return True

    return exists


def _understood(talk: Conversation) -> Place | None:
    """The address that the caller says and confirms; None where it must be kept as sound.

    Its neighbourhood tells the zone, where there is one of that name.
    """
    zones = _zones(talk)
    address = talk.line.ask_address("dano.decir_direccion", tuple(zones))
    if address is None:
        return None
    talk.line.note(f"Dirección del daño: {address.written}")
    return Place(address=address.written, zone_id=zones.get(address.neighbourhood or ""))


def _zones(talk: Conversation) -> Mapping[str, int]:
    if not talk.line.hears:
        return {}
    try:
        return talk.look_up(talk.office.zones)
    except StoreUnavailable:
        return {}


def _said(talk: Conversation) -> str:
    """The name of the recording in which the caller says where it is."""
    kept: list[str] = []
    try:
        tell(
            talk.line,
            "dano.direccion",
            kept,
            purpose="place",
            seconds=PLACE_SECONDS,
            review="dano.direccion_grabada",
        )
    except PersonRequested as request:
        if request.reason != "silence" or not kept:
            raise
    talk.line.note("Dijo la dirección del daño")
    return kept[-1]


def _note(talk: Conversation, account: Account) -> None:
    """Whose call it is helps the agent; a store that is gone doesn't stop the report."""
    try:
        talk.identify(account, CLAIMED)
    except StoreUnavailable:
        return
