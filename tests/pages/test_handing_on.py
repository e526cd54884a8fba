"""Handing a caller on from the call bar, against a server that says what the test says."""

from __future__ import annotations

from typing import Any

import pytest
import pytest_asyncio
from playwright.async_api import BrowserContext, Locator, Page, expect

from tests.pages import cards
from tests.pages.desk_server import DeskServer
from tests.pages.test_desk import PANELS

TARGETS = {
    "agents": [
        {"id": 8, "name": "Beto Marín", "state": "available", "reason": None, "queues": []},
        {"id": 9, "name": "Núbia Ochoa", "state": "paused", "reason": "lunch", "queues": []},
    ],
    "queues": [{"name": "attention", "serving": 3, "free": 1, "waiting": 2}],
    "outside": [{"number": "6085550123", "label": "Alcaldía"}],
    "prefixes": ["608"],
}
CALL = f"/calls/{cards.CALL_ID}"


def handover(**changes: Any) -> dict[str, Any]:
    """A consultation, as its agent is told of it."""
    return {
        "call_id": cards.CALL_ID,
        "kind": "consultation",
        "part": "by",
        "stage": "ringing",
        "by": "Camila Rojas Pardo",
        "to": "Beto Marín",
        "note": "",
        "why": None,
    } | changes


@pytest_asyncio.fixture(loop_scope="session")
async def talking(context: BrowserContext, server: DeskServer) -> Page:
    """A desk in mid-talk, with somebody to hand the caller on to."""
    server.answers["/transfer-targets"] = TARGETS
    server.me["telephone"] = "Recepción"  # one that stands there, so that none registers here
    server.state = {
        "state": "talking",
        "call": cards.certain(),
        "answered_at": cards.ago(seconds=60),
    }
    page = await context.new_page()
    await page.goto(f"{server.url}/puesto")
    await expect(page.locator("#transfer-button")).to_be_enabled()
    await server.has_a_desk()
    return page


def target(page: Page, name: str) -> Locator:
    """A line of the list."""
    return page.locator(".target", has_text=name)


async def test_a_colleague_is_chosen_by_keyboard_with_the_reason(
    talking: Page, server: DeskServer
) -> None:
    await talking.keyboard.press("F6")
    await expect(target(talking, "Beto Marín")).to_contain_text("Disponible")
    await expect(target(talking, "Núbia Ochoa")).to_contain_text("Almuerzo")
    await talking.get_by_label("Motivo del traspaso").fill("Pregunta por la reconexión")
    await talking.get_by_label("Buscar un colega, una cola o un número").fill("marin")
    await expect(talking.locator(".target")).to_have_count(1)
    await talking.keyboard.press("ArrowDown")
    await talking.keyboard.press("Enter")
    await expect(talking.locator(".transfer-panel")).to_have_count(0)
    wanted = {"agent": 8, "note": "Pregunta por la reconexión"}
    assert server.bodies(f"{CALL}/consultation") == [wanted]


async def test_who_is_not_free_and_what_cannot_be_asked(talking: Page, server: DeskServer) -> None:
    await talking.keyboard.press("F6")
    for name, may_ask, may_pass in (
        ("Beto Marín", True, True),
        ("Núbia Ochoa", False, False),
        ("Cola: Atención", False, True),
        ("Alcaldía", True, True),
    ):
        row = target(talking, name)
        ask, send = row.get_by_text("Consultar"), row.get_by_text("Pasar", exact=True)
        await expect(ask).to_be_enabled(enabled=may_ask)
        await expect(send).to_be_enabled(enabled=may_pass)
    await expect(target(talking, "Cola: Atención")).to_contain_text("1 libre de 3, 2 esperan")
    await target(talking, "Cola: Atención").get_by_text("Pasar", exact=True).click()
    await expect(talking.locator(".transfer-panel")).to_have_count(0)
    assert server.bodies(f"{CALL}/transfer") == [{"queue": "attention", "note": ""}]


@pytest.mark.parametrize(
    ("typed", "number"), [("608 555 01 99", "6085550199"), ("601 555 0199", None)]
)
async def test_a_number_is_typed_where_its_beginning_is_permitted(
    talking: Page, server: DeskServer, typed: str, number: str | None
) -> None:
    await talking.keyboard.press("F6")
    await talking.get_by_label("Buscar un colega, una cola o un número").fill(typed)
    if number is None:
        await expect(talking.locator(".target")).to_have_count(0)
        await expect(talking.locator(".transfer-panel")).to_contain_text("No hay a quién")
        return
    await target(talking, number).get_by_text("Pasar", exact=True).click()
    await expect(talking.locator(".transfer-panel")).to_have_count(0)
    assert server.bodies(f"{CALL}/transfer") == [{"number": number, "note": ""}]


async def test_a_refusal_is_read_and_the_choice_stays(talking: Page, server: DeskServer) -> None:
    server.answers[f"{CALL}/transfer"] = "Beto Marín no está disponible ahora"
    await talking.keyboard.press("F6")
    await target(talking, "Beto Marín").get_by_text("Pasar", exact=True).click()
    await expect(talking.locator(".banner")).to_contain_text("no está disponible ahora")
    await expect(talking.locator(".transfer-panel")).to_be_visible()
    await talking.keyboard.press("Escape")
    await expect(talking.locator("#transfer-button")).to_be_focused()


async def test_a_consultation_from_its_ringing_to_the_end(
    talking: Page, server: DeskServer
) -> None:
    before = [await talking.locator(f".panel-{panel}").bounding_box() for panel in PANELS]
    await server.say("handover", handover=handover())
    panel = talking.locator(".consultation")
    await expect(panel).to_contain_text("Llamando a Beto Marín; quien llama espera con música.")
    await expect(talking.get_by_role("button", name="Pasarle la llamada")).to_be_disabled()
    await expect(talking.locator("#transfer-button")).to_be_disabled()
    await server.say("handover", handover=handover(stage="talking"))
    await expect(panel).to_contain_text("Habla con Beto Marín")
    for key, path in (
        ("Alt+v", "back"),
        ("Alt+u", "conference"),
        ("F6", "complete"),
    ):
        await talking.keyboard.press(key)
        await expect(talking.get_by_role("button", name="Pasarle la llamada")).to_be_enabled()
        assert server.bodies(f"{CALL}/consultation/{path}") == [{}]
    aloud = talking.locator("[aria-live=polite]")
    await server.say("handover", handover=handover(stage="over", why="hung_up"))
    await expect(panel).to_have_count(0)
    await expect(aloud.first).to_contain_text("Beto Marín colgó.")
    await expect(talking.locator(".subject-why")).to_contain_text("Beto Marín colgó.")
    after = [await talking.locator(f".panel-{panel}").bounding_box() for panel in PANELS]
    assert after == before


async def test_whom_one_asks_sees_who_asks_and_why(desk: Page, server: DeskServer) -> None:
    note = "Pregunta por la reconexión"
    told = handover(part="to", note=note)
    await server.say("handover", handover=told)
    await server.say("pop", call=cards.certain())
    await expect(desk.locator(".subject-why")).to_contain_text(
        "Camila Rojas Pardo quiere consultarle. «Pregunta por la reconexión»"
    )
    await expect(desk.locator("[aria-live=assertive]")).to_contain_text(f"consultarle. {note}")
    await server.say("answered", call_id=cards.CALL_ID, at=cards.ago())
    await server.say("handover", handover=told | {"stage": "talking"})
    await expect(desk.locator(".subject-why")).to_contain_text("quien llama espera")
    await server.say("handover", handover=told | {"stage": "over", "why": "taken"})
    await expect(desk.locator(".subject-why")).to_contain_text("Ahora la llamada es suya.")


WITHDRAWN = [("given_up", "Su colega ya no necesita consultarle.")]


@pytest.mark.parametrize(("why", "words"), WITHDRAWN)
async def test_a_consultation_that_is_given_up(
    desk: Page, server: DeskServer, why: str, words: str
) -> None:
    await server.say("pop", call=cards.certain())
    await server.say("withdrawn", call_id=cards.CALL_ID, why=why)
    await expect(desk.locator(".call-bar")).to_contain_text(words)
