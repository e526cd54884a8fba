"""The caller's timeline on the desk: one list, by kind, more of it, and never in the pop's way."""

from __future__ import annotations

from playwright.async_api import Page, expect

from tests.pages import cards
from tests.pages.desk_server import DeskServer

TIMELINE = f"/calls/{cards.CALL_ID}/timeline"


async def test_everything_that_happened_is_one_list(desk: Page, server: DeskServer) -> None:
    server.answers[TIMELINE] = cards.timeline()
    await server.say("pop", call=cards.certain())
    panel = desk.locator(".panel-history")
    for words in (
        "Acuerdo de pago · Camila Rojas · 6 min", "Espera visita técnica",
        "Prometió pagar $ 60.000", "abierta", "Encuesta: 4 de 5", "Reclamo: Consumo muy alto",
        "Pagó $ 117.420", "Punto de la plaza", "Daño: fuga",
    ):  # fmt: skip
        await expect(panel).to_contain_text(words)
    await expect(panel.get_by_text("oír la grabación")).to_have_count(0)
    await expect(panel.get_by_role("option", name="Grabaciones")).to_have_count(0)


async def test_the_last_calls_are_there_before_the_timeline_is(
    desk: Page, server: DeskServer
) -> None:
    await server.say("pop", call=cards.certain())
    await expect(desk.locator(".panel-history")).to_contain_text("espera visita técnica")


async def test_a_kind_is_chosen_by_keyboard_and_more_is_asked_for(
    desk: Page, server: DeskServer
) -> None:
    server.answers[TIMELINE] = cards.timeline(may_hear=True)
    payments = {
        **cards.timeline(following="bXVjaG8"),
        "entries": [cards.entry("payment", 1, amount=1)],
    }
    server.answers[f"{TIMELINE}?kind=payment"] = payments
    more = {**cards.timeline(), "entries": [cards.entry("payment", 2, amount=2_000)]}
    server.answers[f"{TIMELINE}?kind=payment&cursor=bXVjaG8"] = more
    await server.say("pop", call=cards.certain())
    panel = desk.locator(".panel-history")
    await expect(panel.get_by_role("link", name="oír la grabación")).to_have_attribute(
        "href", "/llamadas/call-3"
    )
    choice = panel.get_by_label("Qué se muestra de la historia")
    await choice.focus()
    await desk.keyboard.type("Pagos")
    await expect(panel).to_contain_text("Pagó $ 1")
    await expect(panel.locator(".history")).not_to_contain_text("Encuesta")
    await panel.get_by_role("button", name="Ver más").press("Enter")
    await expect(panel).to_contain_text("Pagó $ 2.000")
    await expect(panel.get_by_role("button", name="Ver más")).to_have_count(0)


async def test_the_timeline_is_asked_anew_when_something_was_filed(
    desk: Page, server: DeskServer
) -> None:
    server.answers[TIMELINE] = cards.timeline()
    await server.say("pop", call=cards.certain())
    await expect(desk.locator(".panel-history")).to_contain_text("Punto de la plaza")
    news = {**cards.timeline(), "entries": [cards.entry("damage", 0, about="Agua turbia")]}
    server.answers[TIMELINE] = news
    card = cards.certain()
    await server.say("card", call=card | {"damages": card["damages"] * 2})
    await expect(desk.locator(".panel-history")).to_contain_text("Daño: agua turbia")


async def test_what_is_open_around_the_caller_and_what_they_promised(
    desk: Page, server: DeskServer
) -> None:
    await server.say("pop", call=cards.certain(priority=True))
    panel = desk.locator(".panel-open")
    await expect(panel).to_contain_text("En su sector: baja presión")
    await expect(panel).to_contain_text("3 reportes de otras cuentas")
    await expect(panel).to_contain_text("Prometió pagar $ 60.000")
    await expect(panel).to_contain_text("Ya pagó $ 20.000 · con Camila Rojas")
    await expect(desk.locator(".panel-reason")).to_contain_text("Con prioridad")
    await expect(desk.locator(".panel-reason")).to_contain_text(
        "Verificado: Segundo dato: correcto"
    )
