"""Villa Clara, an invented town: barrios, veredas, addresses, places to pay."""

from __future__ import annotations

from dataclasses import dataclass
from random import Random

from ivr.store import ZoneKind

VEREDA_ACCOUNTS = 0.3  # of what a barrio has


@dataclass(frozen=True, slots=True)
class Zone:
    """A barrio or vereda with its usual stratum and the streets it lies between."""

    id: int
    name: str
    kind: ZoneKind
    stratum: int
    first_street: int
    first_avenue: int


BARRIOS = {
    "Centro": 3,
    "La Pola": 4,
    "San Isidro": 2,
    "El Jardín": 3,
    "Jordán": 3,
    "La Francia": 3,
    "Santa Bárbara": 2,
    "Villa del Río": 3,
    "Los Mártires": 2,
    "El Salado": 2,
    "Calambeo": 4,
    "Belén": 3,
    "La Gaviota": 1,
    "Los Comuneros": 2,
    "Ricaurte": 2,
    "Kennedy": 1,
    "Boquerón": 1,
    "Las Ferias": 2,
    "Los Cámbulos": 3,
    "Piedra Pintada": 4,
    "Vergel": 5,
    "El Limonar": 4,
    "Ambalá": 3,
    "Las Brisas": 1,
    "Gaitán": 3,
    "Cádiz": 4,
    "Interlaken": 4,
    "Prados del Norte": 5,
    "La Ceiba": 2,
    "Nueva Esperanza": 1,
    "Villa Café": 3,
    "Los Tunjos": 3,
    "Picaleña": 2,
    "Altos de la Colina": 6,
}
VEREDAS = (
    "El Totumo", "La Cascada", "Buenos Aires", "San Bernardo", "Chucuní", "Carmen de Bulira",
)  # fmt: skip

POINTS = (
    ("Sede principal", "Carrera 3 # 12-54", "Centro",
     "de lunes a viernes de siete de la mañana a cuatro de la tarde"),
    ("Supermercado La Estación", "Calle 19 # 4-30", "La Pola", "todos los días de ocho a ocho"),
    ("Droguería El Jardín", "Carrera 8 Sur # 22-11", "El Jardín",
     "todos los días de siete a nueve"),
    ("Punto de pago El Salado", "Calle 130 # 9-08", "El Salado",
     "de lunes a sábado de ocho a cinco"),
    ("Corresponsal Los Comuneros", "Avenida Ferrocarril # 26-40", "Los Comuneros",
     "de lunes a sábado de ocho a seis"),
    ("Papelería Prados del Norte", "Carrera 5 # 60-15", "Prados del Norte",
     "de lunes a viernes de ocho a seis"),
    ("Tienda El Samán", "Calle 42 # 7-19", "Gaitán", "todos los días de siete a siete"),
    ("Miscelánea Picaleña", "Carrera 48 Sur # 103-20", "Picaleña",
     "de lunes a sábado de ocho a seis"),
)  # fmt: skip


def zones() -> tuple[Zone, ...]:
    """The zones in a fixed order, ids from 1."""
    barrios = [
        Zone(place, name, ZoneKind.BARRIO, stratum, 1 + place * 4 % 140, 1 + place * 3 % 45)
        for place, (name, stratum) in enumerate(BARRIOS.items(), start=1)
    ]
    veredas = [
        Zone(place, name, ZoneKind.VEREDA, 1, 0, 0)
        for place, name in enumerate(VEREDAS, start=len(barrios) + 1)
    ]
    return (*barrios, *veredas)


def weights() -> list[float]:
    """How many accounts each zone has, in relation to the others."""
    return [1.0 if zone.kind is ZoneKind.BARRIO else VEREDA_ACCOUNTS for zone in zones()]


def address(rng: Random, zone: Zone) -> str:
    """An address in Colombian nomenclature, as printed on an invoice."""
    if zone.kind is ZoneKind.VEREDA:
        return f"Vereda {zone.name}, finca {rng.choice(FARMS)}, kilómetro {rng.randrange(1, 14)}"
    if rng.random() < 0.12:
        return f"Manzana {rng.choice('ABCDEFGHJKLM')} casa {rng.randrange(1, 40)}, {zone.name}"
    street = zone.first_street + rng.randrange(6)
    avenue = zone.first_avenue + rng.randrange(5)
    letter = rng.choice(("", "", "", "", "A", "B", " Bis", " Sur"))
    plate = f"{rng.randrange(2, 99):02}"
    kind, here, crossing = (
        ("Calle", street, avenue) if rng.random() < 0.5 else ("Carrera", avenue, street)
    )
    inside = ""
    if zone.stratum >= 4 and rng.random() < 0.5:
        inside = f", torre {rng.randrange(1, 6)} apto {rng.randrange(1, 12)}0{rng.randrange(1, 5)}"
    elif rng.random() < 0.15:
        inside = f", piso {rng.randrange(2, 4)}"
    return f"{kind} {here}{letter} # {crossing}-{plate}{inside}"


FARMS = (
    "El Recuerdo", "La Primavera", "Villa Luz", "El Mirador", "Los Naranjos", "La Fortuna",
    "El Diamante", "Buenavista",
)  # fmt: skip
