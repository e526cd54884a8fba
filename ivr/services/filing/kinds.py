"""The kinds of filing that a desk takes: of what type, numbered how, posted by whom."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Generic, Protocol, TypeVar

from sqlalchemy.orm import Session

from ivr.services import damage, drafts, ethics, pqrs
from ivr.services.damage import DamageFiling
from ivr.services.drafts import DraftFiling
from ivr.services.ethics import EthicsAddition, EthicsFiling
from ivr.services.numbers import Series
from ivr.services.pqrs import CaseFiling


class Filing(Protocol):
    """What every filing has: an id, which makes posting it again harmless."""

    @property
    def filing_id(self) -> str:
        """A UUID."""


F = TypeVar("F", bound=Filing)


@dataclass(frozen=True, slots=True)
class FilingKind(Generic[F]):
    """``post`` writes a filing under its number, at the moment of filing, as often as asked.

    Without a ``series`` its number is empty.
    """

    name: str
    type: type[F]
    series: Series | None
    post: Callable[[Session, F, str, datetime], None]


CASE = FilingKind("case", CaseFiling, Series.CASE, pqrs.post)
DAMAGE = FilingKind("damage", DamageFiling, Series.DAMAGE, damage.post)
DRAFT = FilingKind("draft", DraftFiling, None, drafts.post)
ETHICS = FilingKind("ethics", EthicsFiling, None, ethics.post)
ADDITION = FilingKind("ethics_addition", EthicsAddition, None, ethics.post_addition)
KINDS: dict[str, FilingKind[Any]] = {
    kind.name: kind for kind in (CASE, DAMAGE, DRAFT, ETHICS, ADDITION)
}
