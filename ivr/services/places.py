"""The names of places that callers say: barrios, veredas, and what addresses name."""

from __future__ import annotations

import re
from collections import Counter

from sqlalchemy import select
from sqlalchemy.orm import Session

from ivr import store

ROWS_AT_ONCE = 5_000
MOST_NAMED = 1_000
"""Of what addresses name: the most frequent."""
LEAST_ACCOUNTS = 2
"""What a single account's address names may be a person's own house."""

_NAMED = re.compile(
    r"\b(?:finca|hacienda|conjunto|edificio|urbanización|condominio|parcelación|multifamiliar"
    r"|ciudadela|centro comercial|plaza|parque|hospital|colegio)(?: [^\W\d_]{2,}){1,5}"
)
_WITHIN = re.compile(r"(?: (?:torre|apto|apartamento|casa|bloque|interior|piso|lote|local|mz))+$")


def zones(session: Session) -> tuple[str, ...]:
    """The names of barrios and veredas, sorted."""
    return tuple(session.scalars(select(store.Zone.name).order_by(store.Zone.name)))


def named_in_addresses(session: Session) -> tuple[str, ...]:
    """Farms, buildings and the like that several accounts' addresses name, in lower case."""
    counted: Counter[str] = Counter()
    addresses = select(store.Account.address).execution_options(yield_per=ROWS_AT_ONCE)
    for address in session.scalars(addresses):
        counted.update({_WITHIN.sub("", name) for name in _NAMED.findall(address.lower())})
    frequent = counted.most_common(MOST_NAMED)
    return tuple(sorted(name for name, accounts in frequent if accounts >= LEAST_ACCOUNTS))
