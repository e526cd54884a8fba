"""The desk against a server that says what the test says: what it shows, keeps and sends."""

from __future__ import annotations

import pytest
from playwright.async_api import BrowserContext, Page, expect

from tests.pages import cards
from tests.pages.desk_server import DeskServer

PANELS = ("caller", "open", "reason", "invoices", "history", "wrap-up")


async def choose(desk: Page, words: str) -> None:
    """Choose a result by some of its words."""
    await desk.get_by_role("combobox", name="Resultado de la llamada").fill(words)
    await desk.keyboard.press("Enter")


async def talked(server: DeskServer, **changes: object) -> None:
    """Let a call come and go: the agent wraps up for a minute."""
    await server.say("pop", call=cards.certain(**changes))
    await server.say("answered", call_id=cards.CALL_ID, at=cards.ago(seconds=60))
    until = cards.ago(seconds=-60)
    await server.say("ended", call_id=cards.CALL_ID, at=cards.ago(), wrap_up_until=until)


async def test_the_card_says_who_why_and_what_is_open(desk: Page, server: DeskServer) -> None:
    await server.say("pop", call=cards.certain())
    shows = {
        "caller": ("María Fernanda Quintero Ospina", "Confirmó el segundo dato", "10024518"),
        "reason": ("Factura y pagos", "Menú principal: factura y pagos", "en cola desde hace 1:3"),
        "open": ("1 factura vencida", "$ 134.900", "vence en 2 días", "Daño: fuga en anden"),
        "invoices": ("$ 128.350", "Por pagar", "Vencida", "Pagada"),
        "history": ("Reclamo por consumo", "Camila Rojas", "espera visita técnica"),
    }
    for panel, texts in shows.items():
        for text in texts:
            await expect(desk.locator(f".panel-{panel}")).to_contain_text(text)
    await expect(desk.locator(".call-bar")).to_contain_text("315 123 4567")


@pytest.mark.parametrize(
    ("card", "texts"),
    [
        (cards.unknown(), ("Número privado", "Sin coincidencia", "Identidad sin verificar")),
        (cards.several(), ("310 444 8899", "Varias cuentas posibles", "Carrera 9 # 21-05")),
        (cards.certain(match="likely", identity_level=0), ("Cuenta probable", "sin verificar")),
        (cards.certain(queue="emergency"), ("EMERGENCIA", "Emergencias")),
    ],
    ids=("withheld", "two accounts", "likely", "emergency"),
)
async def test_doubt_is_shown_as_doubt(
    desk: Page, server: DeskServer, card: cards.Card, texts: tuple[str, ...]
) -> None:
    await server.say("pop", call=card)
    for text in texts:
        await expect(desk.locator("#desk")).to_contain_text(text)


async def test_other_pages_open_beside_the_desk(desk: Page) -> None:
    """A desk that left its page would lose the call."""
    link = desk.get_by_role("link", name="otras páginas")
    await expect(link).to_have_attribute("href", "/llamadas")
    await expect(link).to_have_attribute("target", "_blank")


async def test_nothing_moves_when_a_call_arrives(desk: Page, server: DeskServer) -> None:
    places = [f".panel-{panel}" for panel in PANELS] + [".call-bar", ".controls", ".top"]
    before = [await desk.locator(place).bounding_box() for place in places]
    await server.say("pop", call=cards.certain())
    await expect(desk.locator(".panel-open")).to_contain_text("1 factura vencida")
    assert [await desk.locator(place).bounding_box() for place in places] == before
    await talked(server)
    await expect(desk.locator(".remaining")).to_be_visible()
    assert [await desk.locator(place).bounding_box() for place in places] == before


async def test_a_ringing_call_is_announced(desk: Page, server: DeskServer) -> None:
    await server.say("pop", call=cards.certain())
    aloud = desk.locator("[aria-live=assertive]")
    await expect(aloud).to_have_text(
        "Llamada entrante: María Fernanda Quintero Ospina. Factura y pagos. F2 para contestar."
    )


async def test_steps_that_are_walked_now_are_added(desk: Page, server: DeskServer) -> None:
    await server.say("pop", call=cards.certain(path=[]))
    await expect(desk.locator(".path")).to_contain_text("Llegó sin pasar por el menú.")
    step = {"at": cards.ago(), "kind": "chosen", "label": "Pidió otra cosa", "heard": "3"}
    await server.say("path", call_id=cards.CALL_ID, steps=[step])
    await expect(desk.locator(".path")).to_contain_text("Pidió otra cosa")


@pytest.mark.parametrize(
    ("why", "words"),
    [
        ("caller_left", "colgó antes de que usted contestara"),
        ("ring_no_answer", "volvió a la cola"),
        ("back_to_queue", "que se cortó volvió a la cola"),
        ("answered_elsewhere", "Otro puesto contestó"),
    ],
)
async def test_a_call_that_goes_away_says_why(
    desk: Page, server: DeskServer, why: str, words: str
) -> None:
    await server.say("pop", call=cards.certain())
    await server.say("withdrawn", call_id=cards.CALL_ID, why=why)
    await expect(desk.locator(".subject")).to_contain_text(words)
    await expect(desk.locator(".holder")).to_have_count(0)


async def test_a_wrap_up_by_keyboard_alone(desk: Page, server: DeskServer) -> None:
    await talked(server)
    await expect(desk.get_by_label("Resultado de la llamada")).to_be_focused()
    await desk.keyboard.type("acuerdo")
    await desk.keyboard.press("Enter")
    await desk.keyboard.press("Tab")
    await desk.keyboard.type("Tres cuotas.")
    await desk.keyboard.press("Control+Enter")
    await expect(desk.locator(".subject")).to_contain_text("Sin llamada")
    sent = server.bodies(f"/calls/{cards.CALL_ID}/wrap-up")
    assert sent == [{"disposition": "facturacion_0", "note": "Tres cuotas."}]


async def test_what_was_chosen_is_saved_before_the_time_is_over(
    desk: Page, server: DeskServer
) -> None:
    await talked(server)
    await choose(desk, "puntos")
    soon = cards.ago(seconds=-1)
    await server.say("state", state="wrap_up", until=soon)
    await expect(desk.locator(".subject")).to_contain_text("Sin llamada")
    assert server.bodies(f"/calls/{cards.CALL_ID}/wrap-up") == [
        {"disposition": "informacion_1", "note": ""}
    ]


async def test_a_note_outlives_its_time_box(desk: Page, server: DeskServer) -> None:
    await talked(server)
    await desk.get_by_label("Nota").fill("Falta el documento.")
    await server.say("state", state="available")
    await expect(desk.get_by_label("Nota")).to_have_value("Falta el documento.")
    await choose(desk, "acuerdo")
    await desk.get_by_role("button", name="Guardar").click()
    await expect(desk.locator(".subject")).to_contain_text("Sin llamada")


async def test_a_reload_restores_call_and_draft(desk: Page, server: DeskServer) -> None:
    await talked(server)
    await desk.get_by_label("Nota").fill("A medio escribir")
    server.state = {
        "state": "wrap_up",
        "until": cards.ago(seconds=-45),
        "call": cards.certain(),
        "answered_at": cards.ago(seconds=60),
    }
    await desk.reload()
    await expect(desk.locator(".holder")).to_have_text("María Fernanda Quintero Ospina")
    await expect(desk.get_by_label("Nota")).to_have_value("A medio escribir")
    await expect(desk.locator(".happening")).to_contain_text("Cerrando llamada")


async def test_a_lost_message_brings_a_new_snapshot(desk: Page, server: DeskServer) -> None:
    server.state = {"state": "ringing", "call": cards.several()}
    await server.skip()
    await server.say("state", state="available")
    await expect(desk.locator(".holder")).to_have_text("Varias cuentas posibles")


async def test_the_agent_chooses_their_state(desk: Page, server: DeskServer) -> None:
    await desk.get_by_role("button", name="Disponible", exact=True).click()
    await desk.keyboard.press("ArrowDown")
    await desk.keyboard.press("ArrowDown")
    await desk.keyboard.press("Enter")
    await expect(desk.locator(".state-button")).to_have_text("En pausa · Almuerzo")
    await expect(desk.locator(".state-button")).to_be_focused()
    assert server.bodies("/me/state") == [{"state": "paused", "reason": "lunch"}]


async def test_a_second_tab_asks_before_it_takes_the_desk(
    desk: Page, server: DeskServer, context: BrowserContext
) -> None:
    second = await context.new_page()
    await second.goto(f"{server.url}/puesto")
    await expect(second.get_by_role("heading")).to_have_text(
        "El puesto está abierto en otra pestaña"
    )
    await second.get_by_role("button", name="Usar el puesto aquí").click()
    await expect(second.locator(".call-bar")).to_contain_text("Sin llamada")
    await expect(desk.get_by_role("heading")).to_have_text("El puesto está abierto en otra pestaña")


async def test_a_server_that_is_away_is_said_and_it_comes_back(
    desk: Page, server: DeskServer
) -> None:
    server.silent = True
    await server.cut()
    await expect(desk.get_by_role("alert")).to_contain_text("Reconectando")
    server.silent = False
    await expect(desk.get_by_role("alert")).not_to_contain_text("El servidor no responde")


async def test_a_session_that_is_over_leads_to_the_login(desk: Page, server: DeskServer) -> None:
    server.signed_in = False
    await server.cut()
    await desk.wait_for_url("**/entrar?ir=/puesto")


async def test_on_a_telephone_nothing_is_cut_off(desk: Page, server: DeskServer) -> None:
    await desk.set_viewport_size({"width": 390, "height": 844})
    await server.say("pop", call=cards.certain())
    await expect(desk.locator(".holder")).to_be_visible()
    width = await desk.evaluate("document.documentElement.scrollWidth")
    assert width <= 390
    await expect(desk.get_by_role("button", name="Contestar")).to_be_in_viewport()


async def test_the_billing_system_s_figures_come_after_the_card(
    desk: Page, server: DeskServer
) -> None:
    panel = desk.locator(".panel-invoices")
    await server.say("pop", call=cards.certain(billing="asking"))
    await expect(panel.get_by_role("status")).to_have_text("consultando el sistema comercial…")
    fresh = cards.invoice(0, 45_000, cards.day(days=9), None, "pending")
    await server.say(
        "billing", call_id=cards.CALL_ID, billing="live", invoices=[fresh],
        overdue={"count": 0, "total": 0},
    )  # fmt: skip
    await expect(panel).to_contain_text("$ 45.000")
    await expect(panel).not_to_contain_text("$ 134.900")
    await expect(panel.get_by_role("status")).to_be_empty()
    await expect(desk.locator(".panel-open")).not_to_contain_text("1 factura vencida")
    await server.say("billing", call_id=cards.CALL_ID, billing="unavailable")
    await expect(panel.get_by_role("status")).to_contain_text("sin respuesta del sistema comercial")
    await expect(panel).to_contain_text("$ 45.000")
