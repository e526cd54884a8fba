"""What callers say to the open question, held against what they mean."""

from __future__ import annotations

from collections import Counter

import pytest

from ivr.dialogs.menus import Flow
from ivr.services.damage import DamageCatalogue
from ivr.store import CaseKind
from speech.understanding.commands import CommandFile
from speech.understanding.heard import Certainty, Heard, Intent
from speech.understanding.intents import IntentFile
from tests.speech.understanding.heard_files import (
    CONFIG,
    SEEN,
    SPEECH,
    UNSEEN,
    HeldOut,
    held_out,
    understanding,
)

TABLE = "held_out_intents.tsv"
FOREIGN = "-"


def outcome(one: HeldOut, meant: Intent) -> str:
    right = set(one.right.split("|"))
    if meant.certainty is Certainty.NONE:
        return "asked again"
    if meant.certainty is Certainty.SURE:
        return "right" if meant.code in right else "wrong"
    return "clarified" if right & {meant.code, *meant.others} else "wrong"


@pytest.mark.parametrize(("part", "least_right"), [(UNSEEN, 0.88), (SEEN, 0.93)])
def test_phrases_are_right_at_once_clarified_or_asked_again(part: str, least_right: float) -> None:
    said = [one for one in held_out(TABLE) if one.part == part and one.right != FOREIGN]
    found = Counter(outcome(one, understanding().intent(Heard(one.text))) for one in said)
    share = {name: count / len(said) for name, count in found.items()}
    assert len(said) > 300
    assert share["right"] >= least_right
    assert share.get("clarified", 0.0) <= 0.12
    assert share.get("wrong", 0.0) < 0.03


def test_what_is_short_is_not_believed_in_a_tale() -> None:
    tale = "hasta luego le dije yo al señor que vino a mirar esa cosa la otra semana"
    assert understanding().intent(Heard(tale)).certainty is not Certainty.SURE
    assert understanding().intent(Heard("hasta luego")).code == "despedida"


def test_what_is_no_business_of_the_line_is_hardly_ever_taken_for_it() -> None:
    foreign = [one for one in held_out(TABLE) if one.part == UNSEEN and one.right == FOREIGN]
    found = Counter(understanding().intent(Heard(one.text)).certainty for one in foreign)
    assert found[Certainty.SURE] <= 0.05 * len(foreign)
    assert found[Certainty.NONE] >= 0.6 * len(foreign)


def test_what_is_held_out_stands_nowhere_in_the_vocabulary() -> None:
    intents, commands = IntentFile.read(SPEECH), CommandFile.read(SPEECH)
    known = {said for one in intents.intent.values() for said in one.phrases}
    known |= {said for one in commands.command.values() for said in one.phrases}
    assert not [one.text for one in held_out(TABLE) if one.text in known]


def test_every_intent_is_measured() -> None:
    measured = {code for one in held_out(TABLE) for code in one.right.split("|")}
    assert set(understanding().meanings) - measured == {"ajeno"}


def test_every_phrase_is_its_own_intent() -> None:
    astray = [
        (said, code)
        for code, one in understanding().meanings.items()
        for said in one.phrases
        if code != "ajeno" and understanding().intent(Heard(said)).code != code
    ]
    assert astray == []


@pytest.mark.parametrize(
    ("said", "code", "service", "kind"),
    [
        ("no hay agua en todo el barrio", "dano_agua", "acueducto", "Sin agua en el sector"),
        ("el agua llega con poquita presión", "dano_agua", "acueducto", "Baja presión"),
        ("veci es que se reventó un tubo", "dano_agua", "acueducto", "Fuga o tubo roto"),
        ("se robaron la tapa", "dano_alcantarillado", "alcantarillado", "Falta una tapa"),
        ("no pasó el carro de la basura", "dano_aseo", "aseo", "No pasó el carro recolector"),
        ("hay altas y bajas de luz", "dano_energia", "energia", "Variaciones de voltaje"),
        ("el bombillo del poste está fundido", "dano_alumbrado", "alumbrado", "Luminaria apagada"),
        ("la llama sale amarilla", "dano_gas", "gas", "Llama baja o amarilla"),
        ("me llegó muy caro el recibo de la luz", "reclamo_cobro", "energia", None),
    ],
)
def test_service_and_kind_come_with_the_intent(
    said: str, code: str, service: str, kind: str | None
) -> None:
    meant = understanding().intent(Heard(said))
    assert (meant.code, meant.service, meant.kind) == (code, service, kind)


@pytest.mark.parametrize(
    "said", ["no hay error", "sí hay agua", "ya llegó el agua gracias", "unk unk unk", "", "¿?"]
)
def test_what_says_nothing_is_no_damage(said: str) -> None:
    meant = understanding().intent(Heard(said))
    assert meant.certainty is not Certainty.SURE or not (meant.code or "").startswith("dano_")


def test_meanings_lead_to_what_there_is() -> None:
    catalogue = DamageCatalogue.load(CONFIG / "catalogues" / "damage.toml")
    services = {utility.code for utility in catalogue.utilities}
    for code, meaning in understanding().meanings.items():
        assert meaning.flow in {*Flow, None}, code
        assert meaning.service in {*services, None}, code
        assert meaning.pqrs in {*CaseKind, None}, code


def test_every_kind_of_the_catalogue_is_recognised_by_its_label() -> None:
    catalogue = DamageCatalogue.load(CONFIG / "catalogues" / "damage.toml")
    kinds = {
        (utility.code, kind.label) for utility in catalogue.utilities for kind in utility.kinds
    }
    assert {(one.service, one.label) for one in IntentFile.read(SPEECH).kind} == kinds
