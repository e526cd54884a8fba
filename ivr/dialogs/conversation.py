"""What one conversation knows of its caller, from the greeting to the goodbye."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial
from typing import ParamSpec, TypeVar

from ivr.call import TransferContext
from ivr.dialogs.back_office import BackOffice
from ivr.dialogs.damage_menus import DamageMenus
from ivr.dialogs.hotline import Hotline
from ivr.dialogs.menus import MainMenu
from ivr.dialogs.pqrs_menu import PqrsMenu
from ivr.dialogs.wish import Wish
from ivr.errors import StoreUnavailable, Unanswered
from ivr.line import Line
from ivr.services.accounts import NUMBER_DIGITS, Account
from ivr.services.arrival import Arrival

P = ParamSpec("P")
T = TypeVar("T")

CLAIMED, PROVEN = 1, 2
"""Levels of identity: a matched telephone or a number typed; the second datum given."""


@dataclass(frozen=True, slots=True)
class DialogSettings:
    """What an installation decides about its dialogs.

    ``account_digits`` are the least and most digits of an account's number, ``hotlines`` what
    the numbers dialled are for, where that isn't the main menu, ``pqrs`` what is offered
    when a case is filed.
    """

    menu: MainMenu
    damages: DamageMenus
    records_calls: bool = False
    account_digits: tuple[int, int] = NUMBER_DIGITS
    hotlines: tuple[Hotline, ...] = ()
    pqrs: PqrsMenu = field(default_factory=PqrsMenu)


@dataclass(slots=True)
class Conversation:
    """One call's line, the services behind it, and what has been learnt so far."""

    line: Line
    office: BackOffice
    settings: DialogSettings
    account: Account | None = None
    level: int = 0
    details: dict[str, str] = field(default_factory=dict)
    queue: str = "attention"
    """Who attends this caller when a person must."""
    arrival: Arrival | None = None
    """What was known of the call as it arrived; None without the store."""
    noticed: bool = False
    """Whether the notice was heard."""
    wish: Wish | None = None
    """What the caller said that they want, while that is served: it isn't asked again."""

    def look_up(self, question: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        """Ask the back office while the line listens. Raises StoreUnavailable."""
        try:
            return self.line.while_working(partial(question, *args, **kwargs))
        except Unanswered as error:
            raise StoreUnavailable(error.message) from error

    def identify(self, account: Account, level: int) -> None:
        """Remember, and note in the call's record, whose call it is. Raises StoreUnavailable."""
        if self.account == account and self.level >= level:
            return
        self.account, self.level = account, level
        self.look_up(self.office.identified, self.line.call, account, level)

    def context(self, reason: str) -> TransferContext:
        """What a person who takes over should know."""
        details = {**self.details, "grabación": "no"} if self.line.opted_out else self.details
        return TransferContext(
            reason=reason,
            intent=self.line.current_intent,
            account_id=self.account.id if self.account else None,
            identity_level=self.level,
            priority=self.line.priority,
            details=dict(details),
        )
