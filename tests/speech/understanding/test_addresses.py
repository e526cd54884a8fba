from __future__ import annotations

import re
from random import Random

import pytest

from ivr.demo import town
from ivr.rendering.addresses import spoken_address
from speech.understanding.addresses import address
from speech.understanding.heard import Certainty

LETTERS = {
    "A": "a", "B": "be", "C": "ce", "D": "de", "E": "e", "F": "efe", "G": "ge", "H": "hache",
    "J": "jota", "K": "ka", "L": "ele", "M": "eme",
}  # fmt: skip
LETTER = re.compile(r"\b[A-M]\b")
KNOWN = (*town.BARRIOS, *town.VEREDAS)


@pytest.mark.parametrize(
    ("said", "written"),
    [
        ("calle cuarenta y cinco a bis número veintitrés ce guion cuarenta y uno sur",
         "Calle 45A Bis # 23C-41 Sur"),
        ("calle cuarenta y cinco doce treinta y cuatro", "Calle 45 # 12-34"),
        ("calle cuarenta y cinco con doce treinta y cuatro", "Calle 45 # 12-34"),
        ("Calle 45 # 12-34", "Calle 45 # 12-34"),
        ("cra 45a #12-34 sur apto 201", "Carrera 45A # 12-34 Sur, apartamento 201"),
        ("diagonal treinta número doce cuarenta", "Diagonal 30 # 12-40"),
        ("transversal quince be número cuatro guion cero cinco", "Transversal 15B # 4-05"),
        ("carrera cuarenta y ocho sur número ciento tres veinte", "Carrera 48 Sur # 103-20"),
        ("carrera tercera número doce cincuenta y cuatro", "Carrera 3 # 12-54"),
        ("calle quinta be de burro número doce guion diez", "Calle 5B # 12-10"),
        ("calle quince doble u número dos treinta", "Calle 15W # 2-30"),
        ("calle ciento treinta nueve cero ocho", "Calle 130 # 9-08"),
        ("calle treinta cinco doce cuarenta", "Calle 35 # 12-40"),
        ("calle cien número veinte treinta", "Calle 100 # 20-30"),
        ("avenida ferrocarril número veintiséis cuarenta", "Avenida Ferrocarril # 26-40"),
        ("avenida calle veintiséis número sesenta y ocho be treinta y dos",
         "Avenida Calle 26 # 68B-32"),
        ("circunvalar número dos treinta", "Circunvalar # 2-30"),
        ("calle cuatro número cinco cero seis torre tres apartamento quinientos dos",
         "Calle 4 # 5-06, torre 3 apartamento 502"),
        ("mi dirección es calle diez número dos veinte interior uno",
         "Calle 10 # 2-20, interior 1"),
        ("manzana be casa doce", "Manzana B casa 12"),
        ("supermanzana cinco manzana a casa tres jordán",
         "Supermanzana 5 manzana A casa 3, Jordán"),
        ("torre tres apartamento cinco cero dos conjunto los cerezos",
         "Torre 3 apartamento 502, conjunto Los Cerezos"),
        ("finca la primavera vereda el totumo kilómetro cinco",
         "Vereda El Totumo, finca La Primavera, kilómetro 5"),
        ("kilómetro cinco vía a el salado", "Kilómetro 5 vía a El Salado"),
        ("calle cuarenta y cinco número doce treinta y cuatro, no, perdón, treinta y seis",
         "Calle 45 # 12-36"),
    ],
)  # fmt: skip
def test_addresses_down_to_a_door(said: str, written: str) -> None:
    found = address(said, KNOWN)
    assert found is not None
    assert (found.written, found.certainty, found.precise) == (written, Certainty.SURE, True)


@pytest.mark.parametrize(
    ("said", "written", "certainty"),
    [
        ("carrera séptima con treinta y dos", "Carrera 7 con 32", Certainty.SURE),
        ("calle cuarenta y cinco con carrera séptima", "Calle 45 con Carrera 7", Certainty.SURE),
        ("la cuarenta y cinco con dieciocho", "45 con 18", Certainty.DOUBTFUL),
        ("la once con quinta", "11 con 5", Certainty.DOUBTFUL),
        ("calle cuarenta y cinco", "Calle 45", Certainty.SURE),
        ("calle real", "Calle Real", Certainty.DOUBTFUL),
        ("barrio la pola", "La Pola", Certainty.SURE),
        ("vereda chucuní", "Vereda Chucuní", Certainty.SURE),
    ],
)
def test_places_that_are_no_door(said: str, written: str, certainty: Certainty) -> None:
    found = address(said, KNOWN)
    assert found is not None
    assert (found.written, found.certainty, found.precise) == (written, certainty, False)


@pytest.mark.parametrize(
    ("said", "barrio", "certainty"),
    [
        ("calle diez número dos veinte barrio la pola", "La Pola", Certainty.SURE),
        ("calle diez número dos veinte en la pola", "La Pola", Certainty.SURE),
        ("barrio villa del rio calle diez número dos veinte", "Villa del Río", Certainty.SURE),
        ("calle diez número dos veinte barrio los comunero", "Los Comuneros", Certainty.SURE),
        ("calle diez número dos veinte barrio el porvenir", "El Porvenir", Certainty.DOUBTFUL),
        ("vereda el totumo finca la primavera", "El Totumo", Certainty.SURE),
        ("calle diez número dos veinte", None, Certainty.SURE),
    ],
)
def test_neighbourhoods(said: str, barrio: str | None, certainty: Certainty) -> None:
    found = address(said, KNOWN)
    assert found is not None
    assert (found.neighbourhood, found.certainty) == (barrio, certainty)


@pytest.mark.parametrize(
    "said",
    ["calle veinte cinco diez", "calle cien veinte treinta", "calle diez dos veinte treinta"],
)
def test_numbers_that_may_be_grouped_in_two_ways_are_doubtful(said: str) -> None:
    found = address(said)
    assert found is not None
    assert found.certainty is Certainty.DOUBTFUL


@pytest.mark.parametrize(
    "said",
    [
        "hola buenas",
        "al lado de la escuela",
        "hay un hueco en la calle frente a la iglesia",
        "en mi casa no hay agua",
        "en la casa de mi mamá",
        "en la casa a la vuelta",
        "unk",
        "",
    ],
)
def test_what_is_no_address(said: str) -> None:
    assert address(said, KNOWN) is None


def test_every_address_of_a_town_is_understood_when_said() -> None:
    rng = Random(2)
    zones = town.zones()
    for _ in range(200):
        written = town.address(rng, rng.choice(zones)).replace("apto", "apartamento")
        said = LETTER.sub(lambda letter: LETTERS[letter[0]], spoken_address(written))
        found = address(said, KNOWN)
        assert found is not None, said
        assert found.written == written, said


@pytest.mark.parametrize(
    ("said", "written"),
    [
        ("carrera quinta número dos treinta veinte de julio", "Carrera 5 # 2-30, 20 de Julio"),
        ("calle doce cinco veinte barrio veinte de julio", "Calle 12 # 5-20, 20 de Julio"),
        ("calle doce cinco veinte ambalá dos", "Calle 12 # 5-20, Ambalá II"),
    ],
)
def test_a_barrio_with_a_number_is_known_by_how_it_is_spoken(said: str, written: str) -> None:
    found = address(said, ("20 de Julio", "Ambalá II", "La Pola"))
    assert found is not None
    assert found.written == written
