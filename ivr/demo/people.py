"""Invented people and shops: names combined at random, documents, telephones."""

from __future__ import annotations

from random import Random

FEMALE = (
    "María",
    "Luz Marina",
    "Ana Milena",
    "Sandra Patricia",
    "Claudia",
    "Martha Lucía",
    "Diana",
    "Paola Andrea",
    "Gloria",
    "Adriana",
    "Carolina",
    "Yolanda",
    "Blanca Nubia",
    "Laura",
    "Valentina",
    "Natalia",
    "Esperanza",
    "Beatriz Elena",
    "Olga Lucía",
    "Viviana",
    "Leidy Johana",
    "Angélica",
    "Rosa Elvira",
    "Carmen Alicia",
    "Daniela",
    "Liliana",
    "Nelly",
    "Flor Alba",
    "Amparo",
    "Mónica",
)
MALE = (
    "José",
    "Luis Carlos",
    "Carlos Alberto",
    "Jorge Enrique",
    "Juan Pablo",
    "Andrés Felipe",
    "Óscar",
    "Hernán",
    "Jairo",
    "Wilson",
    "Fabio",
    "Diego Armando",
    "Édgar",
    "Camilo",
    "Álvaro",
    "Julián",
    "Héctor Fabio",
    "Germán",
    "Gustavo",
    "Rubén Darío",
    "Nelson",
    "Jhon Jairo",
    "Mauricio",
    "Santiago",
    "Sebastián",
    "Libardo",
    "Orlando",
    "Rafael",
    "Hugo",
    "Iván Darío",
)
SURNAMES = (
    "Rodríguez",
    "Gómez",
    "González",
    "Martínez",
    "García",
    "López",
    "Hernández",
    "Sánchez",
    "Ramírez",
    "Pérez",
    "Díaz",
    "Muñoz",
    "Rojas",
    "Moreno",
    "Jiménez",
    "Vargas",
    "Castro",
    "Gutiérrez",
    "Ortiz",
    "Suárez",
    "Torres",
    "Cardona",
    "Giraldo",
    "Londoño",
    "Ospina",
    "Zapata",
    "Bedoya",
    "Quintero",
    "Arango",
    "Restrepo",
    "Valencia",
    "Mosquera",
    "Perea",
    "Cuesta",
    "Barrios",
    "Polo",
    "Cárdenas",
    "Peña",
    "Beltrán",
    "Guzmán",
    "Rincón",
    "Pulido",
    "Lozano",
    "Tovar",
    "Murillo",
    "Bermúdez",
    "Salazar",
    "Cifuentes",
    "Marulanda",
    "Triana",
    "Devia",
    "Yepes",
    "Hincapié",
    "Ñáñez",
    "Villamizar",
    "Camargo",
    "Acevedo",
    "Parra",
    "Sandoval",
)
SHOPS = (
    "Tienda",
    "Panadería",
    "Droguería",
    "Restaurante",
    "Ferretería",
    "Miscelánea",
    "Supermercado",
    "Papelería",
    "Peluquería",
    "Taller",
    "Cafetería",
    "Lavandería",
)
SHOP_NAMES = (
    "La Esperanza",
    "El Porvenir",
    "La Economía",
    "El Buen Gusto",
    "Los Almendros",
    "El Vecino",
    "La Colmena",
    "San Rafael",
    "Villa Clara",
    "La Bendición",
    "El Trébol",
    "Donde Siempre",
    "El Samán",
    "La Estación",
    "El Progreso",
    "La Milagrosa",
)
MOBILE_PREFIXES = (
    "300", "301", "302", "304", "305", "310", "311", "312", "313", "314", "315", "316", "317",
    "318", "320", "321", "322", "323", "350", "351",
)  # fmt: skip


def person(rng: Random) -> str:
    """A name and two surnames."""
    given = rng.choice(FEMALE if rng.random() < 0.52 else MALE)
    return f"{given} {rng.choice(SURNAMES)} {rng.choice(SURNAMES)}"


def shop(rng: Random) -> str:
    """The name of a small business."""
    return f"{rng.choice(SHOPS)} {rng.choice(SHOP_NAMES)}"


def cedula(rng: Random) -> str:
    """A cédula de ciudadanía: seven or eight digits of the old ones, ten of the new."""
    era = rng.random()
    if era < 0.25:
        return str(rng.randrange(2_300_000, 19_999_999))
    if era < 0.6:
        return str(rng.randrange(20_000_000, 99_999_999))
    return str(rng.randrange(1_004_000_000, 1_129_000_000))


def nit(rng: Random) -> str:
    """A company's NIT without its check digit."""
    return str(rng.randrange(800_000_000, 901_999_999))


def mobile(rng: Random) -> str:
    """A mobile number in E.164; never one of those kept for demonstration."""
    while (rest := rng.randrange(2_000_000, 9_999_999)) // 1000 == 5_550:
        pass
    return f"+57{rng.choice(MOBILE_PREFIXES)}{rest}"


def landline(rng: Random) -> str:
    """A fixed number of the town (indicative 608) in E.164."""
    return f"+57608{rng.choice('27')}{rng.randrange(100_000, 999_999)}"
