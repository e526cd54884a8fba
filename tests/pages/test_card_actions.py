"""What an agent does for a caller without leaving the desk: by keyboard, and what is sent."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.async_api import Page, expect

from tests.pages import cards
from tests.pages.desk_server import DeskServer

CALL = f"/calls/{cards.CALL_ID}"


@pytest.fixture
def told(server: DeskServer) -> DeskServer:
    """The server with all that the sheets ask for."""
    server.answers |= {
        f"{CALL}/attending": cards.attending(),
        f"{CALL}/timeline": cards.timeline(),
        "/cases/catalogue": cards.RULES,
        "/cases": {
            "radicado": "202600000177", "filed_at": cards.ago(), "due_on": cards.day(days=21),
            "working_days": 15,
        },
        f"{CALL}/damages": {"ticket": "7100014"},
        f"{CALL}/promises": {"id": 1, "amount": 50_000, "due_on": cards.day(days=5)},
        f"{CALL}/callbacks": {"masked": "•••567", "not_before": cards.ago(hours=-2)},
        f"{CALL}/messages": {"masked": "•••567", "again": False},
        f"{CALL}/identity": {"verified": True, "locked": False},
        f"{CALL}/accounts": {
            "accounts": [
                {"number": "10099999", "holder": "Óscar Ñáñez", "address": "Carrera 9", "zone": "X"}
            ]
        },
    }  # fmt: skip
    return server


async def open_sheet(desk: Page, server: DeskServer, digit: int, **card: Any) -> None:
    """A call arrives; Alt + Q and the action's digit open its sheet."""
    await server.say("pop", call=cards.certain(**card))
    await expect(desk.locator(".holder")).to_be_visible()
    await desk.keyboard.press("Alt+q")
    await desk.keyboard.press(str(digit))
    await expect(desk.get_by_role("dialog")).to_be_visible()


async def sent(desk: Page, server: DeskServer, path: str) -> Any:
    """What the page sent there, once it says that it is done."""
    await expect(desk.get_by_role("dialog").get_by_role("status")).to_be_visible()
    (body,) = server.bodies(path)
    return body


async def test_without_a_call_there_is_nothing_to_do(desk: Page) -> None:
    for button in await desk.get_by_role("toolbar", name="Qué hacer").get_by_role("button").all():
        await expect(button).to_be_disabled()


async def test_the_strip_is_walked_by_arrows(desk: Page, told: DeskServer) -> None:
    await told.say("pop", call=cards.certain())
    await expect(desk.locator(".holder")).to_be_visible()
    await desk.keyboard.press("Alt+q")
    await expect(desk.get_by_role("button", name="Radicar una PQRS")).to_be_focused()
    await desk.keyboard.press("ArrowRight")
    await expect(desk.get_by_role("button", name="Reportar un daño")).to_be_focused()
    await desk.keyboard.press("End")
    await expect(desk.get_by_role("button", name="Verificar la identidad")).to_be_focused()
    await desk.keyboard.press("Enter")
    await expect(desk.get_by_role("dialog", name="Verificar la identidad")).to_be_visible()
    await desk.keyboard.press("Escape")
    await expect(desk.get_by_role("dialog")).to_have_count(0)
    await expect(desk.get_by_role("button", name="Verificar la identidad")).to_be_focused()


async def test_nothing_moves_when_a_sheet_opens(desk: Page, told: DeskServer) -> None:
    await told.say("pop", call=cards.certain())
    await expect(desk.locator(".panel-history")).to_contain_text("Punto de la plaza")
    places = (".panel-caller", ".panel-reason", ".panel-wrap-up", ".call-bar", ".actions")
    before = [await desk.locator(place).bounding_box() for place in places]
    await desk.keyboard.press("Alt+q")
    await desk.keyboard.press("2")
    await expect(desk.get_by_label("Qué pasa")).to_be_focused()
    assert [await desk.locator(place).bounding_box() for place in places] == before
    for place in (".panel-wrap-up", ".call-bar"):
        await expect(desk.locator(place)).to_be_in_viewport(ratio=1)


async def test_a_case_is_filed_in_the_call_by_keyboard(desk: Page, told: DeskServer) -> None:
    await open_sheet(desk, told, 1)
    await expect(desk.get_by_label("Tipo")).to_be_focused()
    await desk.get_by_label("Asunto").fill("Doble cobro")
    await desk.get_by_label("Qué cuenta y qué pide").fill("Le cobraron dos veces.")
    await desk.get_by_label("Qué cuenta y qué pide").press("Tab")
    await expect(desk.get_by_label("Cuenta (si es sobre una)")).to_have_value("10024518")
    await desk.get_by_role("button", name="Radicar", exact=True).press("Enter")
    await expect(desk.get_by_text("202600000177")).to_be_visible()
    (body,) = told.bodies("/cases")
    assert (body["call_id"], body["account"]) == (cards.CALL_ID, "10024518")
    assert body["name"] == "María Fernanda Quintero Ospina"
    await desk.get_by_role("button", name="Volver a la llamada").press("Enter")
    await expect(desk.locator(".holder")).to_be_visible()
    assert desk.url.endswith("/puesto")


async def test_a_damage_is_reported_and_danger_says_what_to_do(
    desk: Page, told: DeskServer
) -> None:
    await open_sheet(desk, told, 2)
    await expect(desk.get_by_role("dialog")).to_contain_text("llamen al 123")
    await desk.get_by_label("Qué pasa").select_option(label="Fuga o tubo roto")
    await expect(desk.get_by_role("dialog")).to_contain_text("Ya hay un corte de acueducto")
    await desk.get_by_label("Sector").select_option(label="El Jardín")
    await desk.get_by_text("Quiere un mensaje").click()
    await desk.get_by_role("button", name="Reportar", exact=True).press("Enter")
    body = await sent(desk, told, f"{CALL}/damages")
    assert body | {"filing_id": ""} == {
        "filing_id": "", "service": "acueducto", "kind": "Fuga o tubo roto", "address": "",
        "zone_id": 5, "tell_restored": True,
    }  # fmt: skip
    await expect(desk.get_by_role("dialog")).to_contain_text("7100014")


async def test_a_payment_is_promised(desk: Page, told: DeskServer) -> None:
    await open_sheet(desk, told, 3)
    await desk.get_by_label("Cuánto va a pagar").fill("$ 50.000")
    await desk.get_by_label("A más tardar el día").fill(cards.day(days=5))
    await desk.keyboard.press("Enter")
    body = await sent(desk, told, f"{CALL}/promises")
    assert (body["amount"], body["due_on"]) == (50_000, cards.day(days=5))


async def test_a_call_back_is_promised_within_the_rules(desk: Page, told: DeskServer) -> None:
    await open_sheet(desk, told, 4)
    await expect(desk.get_by_label("No antes de")).to_be_focused()
    await desk.get_by_role("button", name="Prometer la llamada").press("Enter")
    assert (await sent(desk, told, f"{CALL}/callbacks"))["not_before"].endswith("-05:00")


async def test_a_message_is_one_of_those_that_are_offered(desk: Page, told: DeskServer) -> None:
    await open_sheet(desk, told, 5)
    await expect(desk.get_by_label("Enlace para pagar")).to_be_focused()
    await desk.keyboard.press("ArrowDown")
    await desk.get_by_role("button", name="Enviar", exact=True).press("Enter")
    body = await sent(desk, told, f"{CALL}/messages")
    assert body == {"template": "estado_caso", "about": "2025000412378"}


@pytest.mark.parametrize(
    ("digit", "changes", "words"),
    [
        (3, {"promise": {"owed": 0, "smallest": 0, "first": "", "last": "",
                         "refusal": "la cuenta no debe nada"}}, "no debe nada"),
        (4, {"callback": {"masked": "", "at": None, "refusal": "el número es privado"}}, "privado"),
        (5, {"message": {"masked": "", "at": None, "refusal": "teléfono fijo"}}, "teléfono fijo"),
        (7, {"identity": []}, "elija la cuenta"),
    ],
    ids=("no debt", "withheld", "fixed", "no account"),
)  # fmt: skip
async def test_what_cannot_be_done_says_why(
    desk: Page, told: DeskServer, digit: int, changes: dict[str, Any], words: str
) -> None:
    told.answers[f"{CALL}/attending"] = cards.attending(**changes)
    await open_sheet(desk, told, digit)
    await expect(desk.get_by_role("dialog")).to_contain_text(words)


async def test_a_refusal_is_told_and_what_was_typed_stays(desk: Page, told: DeskServer) -> None:
    told.answers[f"{CALL}/promises"] = "Esa fecha no se puede prometer"
    await open_sheet(desk, told, 3)
    await desk.get_by_label("A más tardar el día").fill(cards.day(days=5))
    await desk.keyboard.press("Enter")
    await expect(desk.get_by_role("dialog").get_by_role("alert")).to_have_text(
        "Esa fecha no se puede prometer"
    )
    await expect(desk.get_by_label("A más tardar el día")).to_have_value(cards.day(days=5))


async def test_one_of_two_accounts_is_chosen_and_the_card_fills(
    desk: Page, told: DeskServer
) -> None:
    await told.say("pop", call=cards.several())
    await desk.get_by_role("button", name="Elegir la cuenta", exact=True).last.click()
    await desk.get_by_role("dialog").get_by_role("button", name="10031877").press("Enter")
    await expect(desk.get_by_role("dialog").get_by_role("status")).to_contain_text("10031877")
    assert told.bodies(f"{CALL}/account") == [{"account": "10031877"}]
    chosen = "Camila Rojas Pardo eligió la cuenta 10031877"
    full = cards.certain(match="likely", identity_level=0, evidence=chosen)
    await told.say("card", call=full)
    await expect(desk.locator(".holder")).to_have_text("María Fernanda Quintero Ospina")
    await expect(desk.locator(".panel-caller")).to_contain_text(chosen)
    await expect(desk.locator(".panel-caller")).to_contain_text("Identidad sin verificar")


async def test_another_account_is_searched_or_none_is_theirs(desk: Page, told: DeskServer) -> None:
    await open_sheet(desk, told, 6)
    await desk.get_by_label("Buscar otra cuenta").fill("ñañez")
    await desk.keyboard.press("Enter")
    await desk.get_by_role("button", name="10099999").press("Enter")
    await expect(desk.get_by_role("dialog").get_by_role("status")).to_contain_text(
        "La tarjeta muestra la cuenta 10099999"
    )
    assert told.looked[-1].endswith("/accounts?text=%C3%B1a%C3%B1ez")
    await desk.keyboard.press("Enter")
    await expect(desk.get_by_role("button", name="Elegir la cuenta")).to_be_focused()
    await desk.keyboard.press("Enter")
    await desk.get_by_role("button", name="Ninguna").press("Enter")
    await expect(desk.get_by_role("dialog").get_by_role("status")).to_contain_text("sin cuenta")
    assert told.bodies(f"{CALL}/account") == [{"account": "10099999"}, {"account": None}]


async def test_identity_is_verified_by_a_datum(desk: Page, told: DeskServer) -> None:
    told.answers[f"{CALL}/identity"] = {"verified": False, "locked": False}
    await open_sheet(desk, told, 7, identity_level=0, match="likely")
    await desk.get_by_label("Los tres dígitos").fill("123")
    await desk.keyboard.press("Enter")
    await expect(desk.get_by_role("dialog").get_by_role("alert")).to_contain_text("No coincide")
    told.answers[f"{CALL}/identity"] = {"verified": True, "locked": False}
    await desk.get_by_label("Los tres dígitos").fill("101")
    await desk.keyboard.press("Enter")
    await expect(desk.get_by_role("dialog").get_by_role("status")).to_contain_text("verificada")
    assert [body["digits"] for body in told.bodies(f"{CALL}/identity")] == ["123", "101"]


async def test_a_sheet_outlives_its_call(desk: Page, told: DeskServer) -> None:
    await open_sheet(desk, told, 1)
    await desk.get_by_label("Asunto").fill("A medio escribir")
    another = cards.unknown(call_id="0193536f-0000-7000-8000-0000000000ff")
    await told.say("pop", call=another)
    await expect(desk.get_by_role("dialog")).to_contain_text("de la llamada anterior")
    await expect(desk.get_by_label("Asunto")).to_have_value("A medio escribir")


async def test_on_a_telephone_a_sheet_can_be_used(desk: Page, told: DeskServer) -> None:
    await desk.set_viewport_size({"width": 390, "height": 844})
    await told.say("pop", call=cards.certain())
    await desk.get_by_role("button", name="Promesa de pago").click()
    await expect(desk.get_by_label("Cuánto va a pagar")).to_be_in_viewport()
    assert await desk.evaluate("document.documentElement.scrollWidth") <= 390


@pytest.mark.parametrize("digit", range(1, 8))
async def test_every_sheet_is_accessible(desk: Page, told: DeskServer, digit: int) -> None:
    await open_sheet(desk, told, digit)
    await expect(desk.get_by_role("dialog").get_by_text("Buscando…")).to_have_count(0)
    for button in await desk.get_by_role("dialog").get_by_role("button").all():
        assert (await button.inner_text()).strip()
    unnamed = await desk.evaluate(
        """() => [...document.querySelectorAll('.action-sheet :is(input, select, textarea)')]
            .filter((field) => !field.labels.length && !field.ariaLabel).length"""
    )
    assert unnamed == 0
