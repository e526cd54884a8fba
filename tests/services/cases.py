"""Cases for tests: filed with what matters, the rest is usual."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Any

from sqlalchemy.orm import Session

from ivr.services import pqrs
from ivr.services.pqrs import CaseFiling, CaseKind, Catalogue, Contact, Petitioner
from tests.services.town import NOW

CATALOGUE_FILE = Path(__file__).parents[2] / "config" / "catalogues" / "pqrs.toml"


def catalogue() -> Catalogue:
    return pqrs.load(CATALOGUE_FILE)


def filing(kind: CaseKind = CaseKind.CLAIM, **more: Any) -> CaseFiling:
    """A claim of somebody with a name."""
    usual: dict[str, Any] = {
        "subject": "Me cobraron dos veces",
        "told": "El recibo de octubre trae dos cobros de lo mismo.",
        "service": "acueducto",
        "cause": "107",
        "petitioner": Petitioner(name="Marta Ruiz", document_kind="CC", document="38251101"),
        "contact": Contact(phone="+573155550101"),
    }
    return CaseFiling(kind=kind, **(usual | more))


def file(session: Session, kind: CaseKind = CaseKind.CLAIM, at: datetime = NOW, **more: Any) -> str:
    """File a case; gives its radicado."""
    return pqrs.file(session, filing(kind, **more), catalogue(), at).radicado
