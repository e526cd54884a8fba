"""Passages of the calls in which a damage is reported, and what is kept of them."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from sqlalchemy import select

from ivr import store as tables
from ivr.store import DamageReport, Draft, Service, Store

NOW = datetime(2026, 11, 22, 15, 0, tzinfo=UTC)
KNOWN = "+573150000001"
FIXED = "+576082770001"
SAFE = """
    hears   ...
    hears   menu.opciones
    presses 1
    hears   dano.peligro      No hay peligro, cuatro.
    presses 4
"""
WATER = f"""
    {SAFE}
    hears   dano.servicio     Si es por agua, marque uno. Alcantarillado, dos. Basuras, tres.
    presses 1
"""
OWN = f"""
    {WATER}
    hears   dano.es_su_direccion  terminada en uno, uno, seis
    presses 1
"""
TICKET = """
    hears   dano.ticket       siete
"""
ENDING = """
    pauses
    hears   error.silencio_1
    hears   dano.listo
    pauses
    hears   error.silencio_2
    hears   menu.ayuda
    hears   dano.listo
    pauses
"""
NO_MESSAGE = """
    hears   mensaje.ofrecer
    pauses
"""


def outage(
    store: Store,
    *,
    hours: float | None = 3,
    planned: bool = False,
    service: Service = Service.WATER,
    zone: int = 1,
) -> None:
    with store.unit_of_work() as session:
        if session.get(tables.Zone, zone) is None:
            session.add(tables.Zone(id=zone, name="La Ribera", kind=tables.ZoneKind.BARRIO))
            session.flush()
        session.add(
            tables.Outage(
                service=service, zone_id=zone, cause="Tubería rota", planned=planned,
                started_at=NOW - timedelta(hours=1),
                restoration=None if hours is None else NOW + timedelta(hours=hours),
            )
        )  # fmt: skip


def reports(store: Store) -> list[DamageReport]:
    with store.reading() as session:
        return list(session.scalars(select(DamageReport).order_by(DamageReport.id)))


def drafts(store: Store) -> list[Draft]:
    with store.reading() as session:
        return list(session.scalars(select(Draft)))
