"""An outage that is known already: told before anything is asked of it, and joined by a key."""

from __future__ import annotations

from dataclasses import dataclass, field

from ivr.clock import BOGOTA
from ivr.dialogs import goodbye
from ivr.dialogs.conversation import Conversation
from ivr.errors import StoreUnavailable
from ivr.question import Menu
from ivr.rendering.dates import spoken_moment
from ivr.services.accounts import Account
from ivr.services.outages import Outage

MOST_NAMED = 3
"""Outages that are named to a caller, who says which is theirs."""
KNOWS = "Supo del daño conocido"
JOIN, ANOTHER = "Se sumó al daño conocido", "Es otro daño"
_JOINS = Menu("dano.unirse", {"1": JOIN, "2": ANOTHER})


@dataclass(slots=True)
class Heard:
    """The outages that this caller was told of."""

    ids: set[int] = field(default_factory=set)

    def new(self, found: tuple[Outage, ...]) -> tuple[Outage, ...]:
        """Those of ``found`` that they don't know of; none where there are too many to name."""
        fresh = tuple(outage for outage in found if outage.id not in self.ids)
        return fresh if len(fresh) <= MOST_NAMED else ()


def tell(talk: Conversation, outage: Outage) -> None:
    """Say what is interrupted where, why and until when; an estimate that has passed is not."""
    expected = outage.expected_after(talk.line.clock.now())
    service = talk.settings.damages.catalogue.name(outage.service)
    if expected is None:
        talk.line.say("dano.conocido_sin_hora", servicio=service, zona=outage.zone)
    elif outage.planned:
        talk.line.say("dano.programado", servicio=service, zona=outage.zone, vuelve=expected)
    else:
        talk.line.say("dano.conocido", servicio=service, zona=outage.zone, vuelve=expected)


def near(talk: Conversation, known: tuple[Account, ...]) -> tuple[Outage, ...]:
    """What is interrupted at the caller's accounts; anywhere, of who has none that we know."""
    codes = tuple(utility.code for utility in talk.settings.damages.catalogue.offered)
    try:
        return talk.look_up(talk.office.outages_near, known, codes)
    except StoreUnavailable:
        return ()


def of_service(talk: Conversation, service: str, zone_id: int | None) -> tuple[Outage, ...]:
    """What is interrupted of a service in a zone, else anywhere."""
    try:
        return talk.look_up(talk.office.outages, zone_id, service)
    except StoreUnavailable:
        return ()


def joined(talk: Conversation, heard: Heard, found: tuple[Outage, ...]) -> Outage | None:
    """Tell what is known of ``found``; gives the outage that the caller says is theirs.

    Several are told as the options of one question, so that nobody hears a time twice. Silence
    is the goodbye of who has what they called for. Raises as the line's questions.
    """
    fresh = heard.new(found)
    heard.ids.update(outage.id for outage in fresh)
    if not fresh:
        return None
    if len(fresh) > 1:
        return _one_of(talk, fresh)
    tell(talk, fresh[0])
    talk.line.done(KNOWS)
    return fresh[0] if goodbye.unless_silent(talk, _JOINS) == JOIN else None


def _one_of(talk: Conversation, found: tuple[Outage, ...]) -> Outage | None:
    name = talk.settings.damages.catalogue.name
    labels = {f"{name(outage.service)} en {outage.zone}": outage for outage in found}
    first, *others = (f"{label}, {_until(talk, outage)}" for label, outage in labels.items())
    options = {str(key): label for key, label in enumerate([*labels, ANOTHER], start=1)}
    said = (f"Si es por {first}", *others, "otro daño")
    chosen = labels.get(
        goodbye.unless_silent(talk, Menu("dano.sectores", options, {"opciones": said}))
    )
    if chosen is not None:
        talk.line.done(KNOWS)
    return chosen


def _until(talk: Conversation, outage: Outage) -> str:
    now = talk.line.clock.now()
    expected = outage.expected_after(now)
    if expected is None:
        return "todavía sin hora"
    return f"que vuelve {spoken_moment(expected.astimezone(BOGOTA), talk.line.clock.today())}"
