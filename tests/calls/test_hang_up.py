"""A caller may hang up at any prompt: the call is in the log with all that was said until then."""

from __future__ import annotations

import pytest

from tests.calls.subscribers import SUBSCRIBERS
from tests.calls.test_billing import first_bill
from tests.running.line import RunningLine, eventually, hung_up, moment
from tests.running.patience import PATIENCE
from tests.running.town import POINTS

WHO = SUBSCRIBERS["for hang-ups"]
WALK: list[tuple[str, str, dict[str, object]]] = [
    # keys before it    prompt                    its values
    ("", "bienvenida.saludo", {}),
    ("", "bienvenida.emergencia", {}),
    ("", "bienvenida.aviso_grabacion", {}),
    ("", "menu.opciones", {}),
    ("2", "ident.telefono_conocido", {"ult3": WHO.ending}),
    ("1", "ident.segundo_dato", {}),
    (WHO.second_datum, "factura.resumen", first_bill(WHO)),
    ("", "factura.opciones", {}),
    ("1", "factura.puntos_pago", {"puntos": POINTS}),
    ("", "mensaje.ofrecer", {"ult3": WHO.phone[-3:]}),
    ("", "factura.opciones", {}),
    ("*", "menu.opciones", {}),
    ("0", "asesor.pasa", {}),
    ("", "bienvenida.prioridad", {}),
]
SERVED_FROM = 7  # from here on the caller knows what is owed


@pytest.mark.parametrize(
    "last", range(len(WALK)), ids=[f"{place}-{step[1]}" for place, step in enumerate(WALK)]
)
async def test_hanging_up_at_each_prompt_of_the_walk(line: RunningLine, last: int) -> None:
    number = WHO.phone
    async with line.phone(number) as phone:
        before = moment()
        call = await phone.dial()
        for keys, prompt, values in WALK[: last + 1]:
            if keys:
                await call.press(keys)
            await call.hears_at_last(line.says(prompt, **values))
        await call.hang_up()
        record = await line.record(
            number,
            lambda one: one.started_at >= before and one.outcome is not None and hung_up(one),
        )
    said = [step.prompt for step in record.steps if step.kind == "said"]
    assert said[: last + 1] == [prompt for _, prompt, _ in WALK[: last + 1]]
    assert record.steps[-1].label == "Colgó"
    assert record.outcome == ("self_service" if last >= SERVED_FROM else "abandoned_ivr")
    folder = line.settings.instance_folder / "speech" / record.call_id
    await eventually(lambda: not folder.exists() or None, PATIENCE, "the end of the call's sound")
