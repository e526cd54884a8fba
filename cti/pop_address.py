"""Where a CRM that is there already shows the caller: an address filled in from the card."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from urllib.parse import quote

from ivr.errors import Invalid

PLACEHOLDERS = ("number", "call_id", "account", "queue")
UNTOLD = frozenset({"etica"})
"""Wishes of whose calls nobody is told anything."""
_PLACEHOLDER = re.compile(r"{([^{}]*)}")
_ADDRESS = re.compile(r"https?://[^\s/?#@{}]+([/?#][^\s]*)?")


class Opens(StrEnum):
    """How the desk shows it: as a link, or in a window of its own as soon as they talk."""

    LINK = "link"
    WINDOW = "window"


@dataclass(frozen=True, slots=True)
class PopAddress:
    """``template`` names ``{number}`` (E.164), ``{call_id}``, ``{account}``, ``{queue}``.

    Raises Invalid for one that is no web address, or names anything else.
    """

    template: str
    opens: Opens = Opens.LINK

    def __post_init__(self) -> None:
        if _ADDRESS.fullmatch(self.template) is None:
            raise Invalid("no es una dirección como https://crm.example/ficha?numero={number}")
        unknown = set(_PLACEHOLDER.findall(self.template)) - {*PLACEHOLDERS}
        if unknown or re.search(r"[{}]", _PLACEHOLDER.sub("", self.template)):
            known = ", ".join(f"{{{name}}}" for name in PLACEHOLDERS)
            raise Invalid(f"entre llaves solo puede ir {known}")

    def of(self, values: Mapping[str, str | None]) -> str:
        """The address; each value percent-encoded, what isn't known empty (RFC 3986)."""
        return _PLACEHOLDER.sub(
            lambda found: quote(values.get(found[1]) or "", safe=""), self.template
        )

    def fields(
        self,
        *,
        call_id: str,
        number: str | None,
        account: str | None,
        queue: str | None,
        intent: str | None,
    ) -> dict[str, str] | None:
        """What a card says of it; None for a call that nobody is told of."""
        if intent in UNTOLD:
            return None
        values = {"call_id": call_id, "number": number, "account": account, "queue": queue}
        return {"url": self.of(values), "opens": self.opens}
