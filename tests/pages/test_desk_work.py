"""The desk around the calls, against the scripted server: states, supervisor, wrap-up, drawers."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from playwright.async_api import Page, expect

from tests.pages import cards
from tests.pages.desk_server import DeskServer
from tests.pages.test_bundle import problems
from tests.pages.test_desk import choose, talked
from tests.running.line import eventually
from tests.running.patience import PATIENCE

TASKS = {
    "tasks": [
        {
            "id": 3,
            "what": "Llamar a confirmar la visita",
            "due_at": cards.ago(minutes=20),
            "agent_id": 7,
            "queue": None,
            "call_id": cards.CALL_ID,
            "made_by": 9,
            "made_by_name": "Beatriz Solano",
            "made_at": cards.ago(days=1),
            "postponed": 1,
        },
        {
            "id": 4,
            "what": "Revisar el acuerdo de pago",
            "due_at": cards.ago(days=-2),
            "agent_id": None,
            "queue": "cartera",
            "call_id": None,
            "made_by": 7,
            "made_by_name": "Camila Rojas Pardo",
            "made_at": cards.ago(days=1),
            "postponed": 0,
        },
    ],
    "colleagues": [{"id": 9, "name": "Beatriz Solano"}],
}
MISSED: dict[str, list[dict[str, Any]]] = {
    "calls": [
        {
            "call_id": "0193536f-0000-7000-8000-00000000000a",
            "number": "+573151234567",
            "at": cards.ago(minutes=12),
            "queue": "attention",
            "waited": 95,
            "reason": "factura",
            "own": True,
            "tries": 2,
            "called": False,
        },
        {
            "call_id": "0193536f-0000-7000-8000-00000000000b",
            "number": None,
            "at": cards.ago(minutes=40),
            "queue": "attention",
            "waited": 31,
            "reason": None,
            "own": False,
            "tries": 1,
            "called": False,
        },
        {
            "call_id": "0193536f-0000-7000-8000-00000000000c",
            "number": "+576082345678",
            "at": cards.ago(hours=2),
            "queue": "attention",
            "waited": 200,
            "reason": "dano",
            "own": False,
            "tries": 1,
            "called": True,
        },
    ]
}
WORDINGS = {
    "wordings": [
        {
            "id": "factura.reconexion",
            "place": "Factura y pagos",
            "label": "Reconexión",
            "text": "Para la reconexión debe pagar [un valor en pesos].",
        },
        {
            "id": "menu.opciones",
            "place": "Menú principal",
            "label": None,
            "text": "Daños, marque uno. Facturas, dos.",
        },
    ]
}
FILED = {
    "cases": [{"radicado": "2025000412378", "kind": "reclamo"}],
    "damages": [{"ticket": "70204184", "kind": "fuga_en_anden"}],
    "promises": [{"amount": 120000, "due_on": cards.day(days=5)}],
    "callbacks": [],
    "tasks": [],
}


def waiting(count: int, **ago: float) -> dict[str, Any]:
    return {"attention": {"count": count, "since": cards.ago(**ago)}}


async def asked_for(server: DeskServer, part: str, times: int = 1) -> list[str]:
    """The changes that the page asked for, once there are so many whose path holds ``part``."""

    def seen() -> list[str] | None:
        paths = [path for path, _ in server.asked if part in path]
        return paths if len(paths) >= times else None

    return await eventually(seen, PATIENCE, part)


# States


async def test_the_pauses_are_those_of_the_installation(desk: Page, server: DeskServer) -> None:
    await desk.keyboard.press("Alt+s")
    menu = desk.get_by_role("menu")
    await expect(menu.get_by_role("menuitemradio")).to_have_text(
        [
            "Disponible",
            "Pausa: descanso",
            "Pausa: almuerzo",
            "Pausa: falla de equipo",
            "Desconectado",
        ]
    )
    await desk.keyboard.press("Escape")
    await expect(menu).to_have_count(0)


async def test_a_pause_counts_down_and_is_marked_when_it_is_too_long(
    desk: Page, server: DeskServer
) -> None:
    button = desk.locator(".state-button")
    await server.say("state", state="paused", reason="lunch", until=cards.ago(minutes=-59.5))
    await expect(button).to_contain_text("En pausa · Almuerzo")
    await expect(button).to_contain_text("quedan 59:")
    await server.say("state", state="paused", reason="rest", until=cards.ago(minutes=3))
    await expect(button).to_contain_text("pasada 3:0")
    assert "over" in (await button.get_attribute("class") or "")
    await server.say("state", state="available")
    await expect(button).to_have_text("Disponible")


async def test_who_waits_in_one_s_queues_is_seen(desk: Page, server: DeskServer) -> None:
    queues = desk.locator(".queues")
    await expect(queues).to_contain_text("Atención0")
    await server.say("waiting", queues=waiting(3, seconds=80))
    await expect(queues.locator(".queue-attention dd")).to_contain_text("3 esperan, la que más 1:2")
    await server.say("waiting", queues={})
    await expect(queues.locator(".queue-attention")).not_to_contain_text("la que más")


async def test_one_s_own_day(desk: Page, server: DeskServer) -> None:
    day = desk.locator(".today")
    for label, value in (
        ("Atendidas", "14"), ("Perdidas", "1"), ("Habla", "5 min"), ("Cierre", "41 s"),
        ("Ocupación", "78 %"), ("Encuesta", "4,5"),
    ):  # fmt: skip
        await expect(day.locator(".figure", has_text=label)).to_contain_text(value)


# The supervisor


async def test_one_key_asks_the_supervisor_and_the_answer_is_read(
    desk: Page, server: DeskServer
) -> None:
    button = desk.get_by_role("button", name="Pedir ayuda")
    await expect(button).to_be_disabled()
    await desk.keyboard.press("F7")
    await server.say("hello", state="talking", call=cards.certain(), answered_at=cards.ago())
    await expect(button).to_be_enabled()
    await desk.keyboard.press("F7")
    asked = {"call_id": cards.CALL_ID, "asked_at": cards.ago(seconds=5), "by": None}
    await server.say("help", request={**asked, "coming": False, "text": None})
    status = desk.locator(".help-answer")
    await expect(status).to_contain_text("Su supervisor ya sabe")
    assert await asked_for(server, "/me/help") == ["/me/help"]
    answered = {**asked, "by": "Sofía Prada", "text": "Ofrézcale el acuerdo"}
    await server.say("help", request={**answered, "coming": False})
    await expect(status).to_have_text("Sofía Prada: Ofrézcale el acuerdo")
    await server.say("help", request={**answered, "coming": True})
    await expect(status).to_have_text("Sofía Prada ya viene.")
    await desk.keyboard.press("F7")
    assert await asked_for(server, "/me/help/withdraw") == ["/me/help/withdraw"]
    await server.say("help", request=None)
    await expect(status).to_have_count(0)


# The wrap-up


async def test_the_tree_is_walked_by_the_keyboard(desk: Page, server: DeskServer) -> None:
    await talked(server)
    options = desk.get_by_role("listbox").get_by_role("option")
    await expect(options).to_have_count(4)
    await expect(desk.get_by_label("Resultado de la llamada")).to_be_focused()
    await desk.keyboard.press("ArrowDown")
    await desk.keyboard.press("ArrowDown")
    await desk.keyboard.press("Enter")  # Facturación
    await expect(options).to_have_count(4)
    await desk.keyboard.press("ArrowUp")
    await desk.keyboard.press("ArrowRight")  # Inconformidad
    await expect(options).to_have_text(["Consumo alto", "Tarifa errada"])
    await desk.keyboard.press("Backspace")
    await desk.keyboard.press("ArrowRight")
    await desk.keyboard.press("ArrowDown")
    await desk.keyboard.press("Enter")
    await expect(desk.locator(".save-row")).to_contain_text("Tarifa errada · Ctrl + Intro")
    await desk.keyboard.press("Escape")
    await desk.keyboard.press("Escape")
    await expect(options).to_have_count(4)
    await desk.keyboard.press("Control+Enter")
    await expect(desk.locator(".subject")).to_contain_text("Sin llamada")
    assert server.bodies(f"/calls/{cards.CALL_ID}/wrap-up") == [
        {"disposition": "inconformidad_1", "note": ""}
    ]


@pytest.mark.parametrize("words", ["factura inconf alto", "CONSUMO", "inconformidad cons"])
async def test_any_words_of_any_level_find_a_result(
    desk: Page, server: DeskServer, words: str
) -> None:
    await talked(server)
    await choose(desk, words)
    await expect(desk.locator(".save-row")).to_contain_text("Consumo alto")


async def test_a_task_is_noted_with_the_wrap_up_by_the_keyboard(
    desk: Page, server: DeskServer
) -> None:
    server.answers["/tasks"] = TASKS
    await server.say("tasks")
    await talked(server)
    await choose(desk, "acuerdo")
    await desk.keyboard.press("Tab")
    await desk.keyboard.type("Paga en tres cuotas.")
    await desk.keyboard.press("Tab")
    await desk.keyboard.press("Enter")
    await expect(desk.get_by_label("Qué queda por hacer")).to_be_focused()
    await desk.keyboard.type("Confirmar el pago")
    await desk.get_by_label("Para quién").select_option("Beatriz Solano")
    await desk.keyboard.press("Control+Enter")
    await expect(desk.locator(".subject")).to_contain_text("Sin llamada")
    (sent,) = server.bodies(f"/calls/{cards.CALL_ID}/wrap-up")
    tomorrow = (datetime.now(UTC) - timedelta(hours=5) + timedelta(days=1)).date()
    assert sent["task"] == {
        "what": "Confirmar el pago",
        "due_at": f"{tomorrow}T08:00:00-05:00",
        "agent_id": 9,
    }


async def test_more_time_is_offered_once(desk: Page, server: DeskServer) -> None:
    await talked(server)
    await desk.get_by_role("button", name="Más tiempo").click()
    more = f"/calls/{cards.CALL_ID}/wrap-up/more"
    assert await asked_for(server, more) == [more]
    until = cards.ago(seconds=-100)
    await server.say("state", state="wrap_up", until=until, prolonged=True)
    await expect(desk.get_by_role("button", name="Ya se alargó")).to_be_disabled()
    await expect(desk.locator(".remaining")).to_contain_text("1:3")
    await desk.keyboard.press("Alt+t")
    await expect(desk.get_by_role("button", name="Ya se alargó")).to_be_disabled()
    assert server.bodies(more) == [{}]


async def test_what_was_filed_in_the_call_is_listed(desk: Page, server: DeskServer) -> None:
    server.answers[f"/calls/{cards.CALL_ID}/filed"] = FILED
    await talked(server)
    filed = desk.get_by_role("list", name="Registrado en esta llamada")
    await expect(filed.get_by_role("listitem")).to_have_count(3)
    await expect(filed.get_by_role("link", name="Reclamo 2025000412378")).to_be_visible()
    await expect(filed).to_contain_text("Promete $ 120.000")


# The drawers and the keys


async def test_tasks_are_marked_when_due_done_put_off_and_taken(
    desk: Page, server: DeskServer
) -> None:
    server.answers["/tasks"] = TASKS
    await server.say("tasks")
    await expect(desk.get_by_role("button", name="Tareas: 1")).to_be_visible()
    await desk.keyboard.press("Alt+a")
    drawer = desk.locator(".drawer")
    rows = drawer.get_by_role("listitem")
    await expect(rows.first).to_contain_text("Vencida")
    await expect(rows.first).to_contain_text("de Beatriz Solano · aplazada una vez")
    await expect(rows.last).to_contain_text("Cartera")
    await rows.last.get_by_role("button", name="Tomar").click()
    await rows.first.get_by_role("button", name="Hecha").click()
    await rows.first.get_by_label("Aplazar").select_option("Mañana a las 8 a. m.")
    assert await asked_for(server, "/tasks", 3) == [
        "/tasks/4/take",
        "/tasks/3/done",
        "/tasks/3/postpone",
    ]
    await desk.keyboard.press("Escape")
    await expect(drawer).to_have_count(0)


async def test_a_call_is_returned_with_one_key(desk: Page, server: DeskServer) -> None:
    server.answers["/calls/missed"] = MISSED
    server.answers["/calls"] = {"call_id": cards.CALL_ID}
    await desk.keyboard.press("Alt+c")
    rows = desk.locator(".drawer").get_by_role("listitem")
    await expect(rows).to_have_count(3)
    await expect(rows.nth(0)).to_contain_text("315 123 4567")
    await expect(rows.nth(0)).to_contain_text("timbró en su puesto")
    await expect(rows.nth(1)).to_contain_text("Número oculto")
    await expect(rows.nth(1).get_by_role("button")).to_have_count(0)
    await expect(rows.nth(2)).to_contain_text("se le llamó y no contestó")
    await expect(rows.nth(0).get_by_role("button")).to_be_focused()
    await desk.keyboard.press("ArrowDown")
    await desk.keyboard.press("Enter")
    await expect(desk.locator(".drawer")).to_have_count(0)
    assert server.bodies("/calls") == [{"call_id": MISSED["calls"][2]["call_id"]}]


async def test_what_the_line_says_is_found_by_words(desk: Page, server: DeskServer) -> None:
    server.answers["/wordings"] = WORDINGS
    await desk.keyboard.press("Alt+b")
    await expect(desk.get_by_label("Palabras del texto")).to_be_focused()
    await expect(desk.locator(".wording")).to_have_count(2)
    await desk.keyboard.type("reconexion pagar")
    await expect(desk.locator(".wording")).to_have_count(1)
    await expect(desk.locator(".wording")).to_contain_text("Factura y pagos › Reconexión")
    await expect(desk.locator(".wording")).to_contain_text("debe pagar [un valor en pesos]")
    await desk.keyboard.press("Escape")
    await expect(desk.locator(".drawer")).to_have_count(0)


async def test_a_drawer_makes_room_for_the_wrap_up(desk: Page, server: DeskServer) -> None:
    await desk.keyboard.press("Alt+b")
    await expect(desk.locator(".drawer")).to_be_visible()
    await talked(server)
    await expect(desk.locator(".drawer")).to_have_count(0)


async def test_every_key_is_listed(desk: Page, server: DeskServer) -> None:
    dialog = desk.get_by_role("dialog", name="Atajos del teclado")
    await desk.keyboard.press("?")
    for what in ("Contestar", "Pedir ayuda", "Guardar el cierre", "qué dice la línea"):
        await expect(dialog).to_contain_text(what)
    await desk.keyboard.press("Escape")
    await expect(dialog).not_to_be_visible()
    await talked(server)
    await expect(desk.get_by_label("Resultado de la llamada")).to_be_focused()
    await desk.keyboard.type("?")  # a question mark that is written is one
    await expect(dialog).not_to_be_visible()
    await desk.keyboard.press("F1")
    await expect(dialog).to_be_visible()


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [1366, 390])
async def test_what_is_opened_keeps_to_wcag(
    desk: Page, server: DeskServer, scheme: str, width: int
) -> None:
    server.answers |= {"/tasks": TASKS, "/calls/missed": MISSED, "/wordings": WORDINGS}
    await desk.emulate_media(color_scheme="dark" if scheme == "dark" else "light")
    await desk.set_viewport_size({"width": width, "height": 844})
    await server.say("tasks")
    for keys, shows in (("Alt+a", "Vencida"), ("Alt+c", "Número oculto"), ("Alt+b", "reconexión")):
        await desk.keyboard.press(keys)
        await expect(desk.locator(".drawer")).to_contain_text(shows)
        assert await problems(desk) == []
        wide = "document.documentElement.scrollWidth > document.documentElement.clientWidth"
        assert not await desk.evaluate(wide)
    await desk.keyboard.press("Escape")
    await desk.keyboard.press("F1")
    await expect(desk.get_by_role("dialog")).to_be_visible()
    assert await problems(desk) == []
    await desk.keyboard.press("Escape")
    await server.say("state", state="paused", reason="rest", until=cards.ago(minutes=3))
    await server.say("waiting", queues=waiting(3, seconds=80))
    await expect(desk.locator(".state-button")).to_contain_text("pasada")
    assert await problems(desk) == []
