"""Passages of the calls in which a PQRS is filed, and what is kept of them."""

from __future__ import annotations

from datetime import UTC, datetime

from sqlalchemy import select

from ivr.services import drafts
from ivr.store import Case, Store

MONDAY = datetime(2026, 11, 23, 15, 0, tzinfo=UTC)
NUMBER = "+573150000001"
BEGUN = """
    hears   ...
    hears   menu.opciones
    presses 3
    hears   pqrs.inicio     sin costo
    hears   pqrs.nombre
"""
NAMED = f"""
    {BEGUN}
    presses 1
    hears   pqrs.tipo
"""
ANONYMOUS = f"""
    {BEGUN}
    presses 2
    hears   pqrs.anonima
    hears   pqrs.tipo
"""
SERVICE = """
    hears   pqrs.servicio   ¿De qué se trata? Acueducto, marque uno. Alcantarillado, dos.
    presses 1
"""
NAME = """
    hears   pqrs.decir_nombre
    speaks  3
"""
TOLD = """
    hears   pqrs.relato
    speaks  45
    hears   pqrs.revisar
    presses 1
"""
BY_OFFICE = """
    hears   pqrs.contacto       terminado en cero, cero, uno
    presses 1
    hears   pqrs.notificacion   ¿Cómo quiere recibir la respuesta? En la oficina, marque uno. Por
    presses 1
    hears   pqrs.sms
    presses 1
"""
FILED = """
    hears   pqrs.radicado
    hears   pqrs.plazo
    hears   pqrs.despues
    presses 2
    hears   despedida.cierre
    is over
"""
CLAIM = f"""
    {NAMED}
    presses 3
    {SERVICE}
    hears   pqrs.reclamo
"""
KNOWN = """
    hears   ident.telefono_conocido
    presses 1
"""
MONTH = """
    hears   pqrs.mes_factura
"""
CONTACT_WITH_ACCOUNT = """
    hears   pqrs.contacto
    presses 1
    hears   pqrs.notificacion   Por teléfono, dos. En la dirección de la cuenta, tres.
"""


def only_case(store: Store) -> Case:
    with store.reading() as session:
        case = session.scalars(select(Case)).one()
        session.expunge(case)
    return case


def kept(store: Store) -> tuple[int, tuple[drafts.Draft, ...]]:
    with store.reading() as session:
        return len(session.scalars(select(Case.id)).all()), drafts.still_open(session).drafts
