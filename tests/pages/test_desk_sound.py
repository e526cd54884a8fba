"""The desk's sound: which devices, how it rings, a headset that is pulled out, other telephones."""

from __future__ import annotations

from playwright.async_api import BrowserContext, Page, expect

from tests.pages import cards
from tests.pages.desk_server import DeskServer
from tests.pages.test_bundle import problems

DEVICES = """
window.unplugged = [];
window.sinks = [];
if (navigator.mediaDevices) {
  const every = navigator.mediaDevices.enumerateDevices.bind(navigator.mediaDevices);
  navigator.mediaDevices.enumerateDevices = async () =>
    (await every()).filter(({label}) => !window.unplugged.includes(label));
}
window.unplug = (...labels) => {
  window.unplugged = labels;
  navigator.mediaDevices.dispatchEvent(new Event("devicechange"));
};
const setSinkId = HTMLMediaElement.prototype.setSinkId;
HTMLMediaElement.prototype.setSinkId = function (id) {
  window.sinks.push(id);
  return setSinkId.call(this, id);
};
"""
UNTIL = """
const until = look => new Promise(resolve => {
  const again = () => look() ? resolve() : requestAnimationFrame(again);
  again();
});
"""
LOUD = f"""level => {{ {UNTIL}
  return until(() => Number(document.querySelector(".settings .level").dataset.level) > level);
}}"""
SOUNDED = f"device => {{ {UNTIL} return until(() => window.sinks.includes(device)); }}"
OTHER_MICROPHONE = "Fake Audio Input 1"
RING_AT = "Fake Audio Output 1"


async def open_desk(context: BrowserContext, server: DeskServer) -> Page:
    """A desk whose devices the test may pull out."""
    await context.add_init_script(DEVICES)
    page = await context.new_page()
    await page.goto(f"{server.url}/puesto")
    await server.has_a_desk()
    return page


async def open_settings(desk: Page) -> None:
    await desk.get_by_role("button", name="Sonido y teléfono").click()
    await expect(desk.get_by_role("dialog")).to_be_visible()


async def test_the_microphone_is_chosen_tried_and_kept_by_the_browser(
    context: BrowserContext, server: DeskServer
) -> None:
    desk = await open_desk(context, server)
    await open_settings(desk)
    dialog = desk.get_by_role("dialog")
    await dialog.get_by_label("Micrófono").select_option(label=OTHER_MICROPHONE)
    await desk.evaluate(LOUD, 0.05)
    assert await problems(desk) == []
    await desk.reload()
    await server.has_a_desk()
    await open_settings(desk)
    chosen = dialog.get_by_label("Micrófono").locator("option:checked")
    await expect(chosen).to_have_text(OTHER_MICROPHONE)
    await desk.keyboard.press("Escape")
    await expect(dialog).to_be_hidden()


async def test_the_ring_sounds_on_a_device_of_its_own(
    context: BrowserContext, server: DeskServer
) -> None:
    desk = await open_desk(context, server)
    await open_settings(desk)
    dialog = desk.get_by_role("dialog")
    ring = dialog.get_by_label("Dónde timbra")
    await ring.select_option(label=RING_AT)
    await dialog.get_by_label("Tono").select_option(label="Clásico")
    await dialog.get_by_role("button", name="Probar el timbre").click()
    device = await ring.input_value()
    await desk.evaluate(SOUNDED, device)
    volume = dialog.get_by_label("Volumen")
    await volume.focus()
    await desk.keyboard.press("ArrowRight")
    await expect(dialog.get_by_text("Volumen: 65 %")).to_be_visible()


async def test_a_headset_that_is_pulled_out_is_said_and_its_return_too(
    context: BrowserContext, server: DeskServer
) -> None:
    desk = await open_desk(context, server)
    await open_settings(desk)
    await desk.get_by_role("dialog").get_by_label("Micrófono").select_option(label=OTHER_MICROPHONE)
    await desk.keyboard.press("Escape")
    await desk.evaluate("label => window.unplug(label)", OTHER_MICROPHONE)
    banner = desk.locator(".banner", has=desk.locator(".icon-headset"))
    await expect(banner).to_contain_text(f"Se desconectó «{OTHER_MICROPHONE}»")
    await expect(banner).to_contain_text("sigue con el equipo predeterminado")
    await desk.evaluate("window.unplug()")
    await expect(banner).to_contain_text(f"Volvió «{OTHER_MICROPHONE}»")
    await banner.get_by_role("button", name="Entendido").click()
    await expect(banner).to_have_count(0)


async def test_a_desk_telephone_is_answered_there_and_hung_up_here(
    context: BrowserContext, server: DeskServer
) -> None:
    server.me |= {"desk": None, "telephone": "Recepción"}
    desk = await open_desk(context, server)
    bar = desk.locator(".call-bar")
    await server.say("state", state="ringing")
    await server.say("pop", call=cards.certain())
    await expect(bar).to_contain_text("Conteste en su teléfono")
    await expect(bar).to_contain_text("«Recepción»")
    await expect(desk.get_by_role("button", name="Contestar")).to_have_count(0)
    await server.say("answered", call_id=cards.CALL_ID, at=cards.ago(seconds=2))
    await expect(bar.locator(".happening-word")).to_contain_text("En llamada")
    await desk.get_by_role("button", name="Colgar").click()
    await expect(desk.get_by_role("button", name="Colgar")).to_be_enabled()
    assert server.bodies("/me/hang-up") == [{}]
    until = cards.ago(seconds=-60)
    await server.say("ended", call_id=cards.CALL_ID, at=cards.ago(), wrap_up_until=until)
    await expect(bar.locator(".happening-word")).to_contain_text("Cerrando llamada")


async def test_a_placed_call_says_how_far_it_is(
    context: BrowserContext, server: DeskServer
) -> None:
    server.me |= {"desk": None, "telephone": "Recepción"}
    desk = await open_desk(context, server)
    word = desk.locator(".happening-word")
    placed = cards.certain() | {"placed": {"reached_at": None, "why": None}}
    await server.say("pop", call=placed)
    await expect(word).to_contain_text("Conteste en su teléfono")
    await server.say("answered", call_id=cards.CALL_ID, at=cards.ago())
    await expect(word).to_contain_text("Llamando…")
    await server.say("not_reached", call_id=cards.CALL_ID, why="busy")
    await expect(word).to_contain_text("Está ocupado")
    await server.say("reached", call_id=cards.CALL_ID, at=cards.ago())
    await expect(word).to_contain_text("En llamada")
    until = cards.ago(seconds=-60)
    await server.say("ended", call_id=cards.CALL_ID, at=cards.ago(), wrap_up_until=until)
    await desk.get_by_role("button", name="Llamar de nuevo").click()
    await expect(desk.get_by_role("button", name="Llamar de nuevo")).to_be_enabled()
    assert server.bodies("/calls") == [{"call_id": cards.CALL_ID}]
