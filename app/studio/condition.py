"""`linea voices check`: is every sentence of the line recorded, of today's text, and sound?"""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Annotated

import typer
from rich.console import Console
from rich.markup import escape
from rich.progress import Progress

from app.pack_condition import pack_condition
from app.packs import pack_place
from app.settings import load
from speech.voice.pack.fragment import Kind
from speech.voice.studio.condition import Condition, Standing, State

SHOWN = 10
SPANISH = {
    State.MISSING: "sin grabar",
    State.OLDER: "con grabación de otro texto",
    State.CORRUPT: "con archivo dañado o perdido",
}
KINDS = {Kind.PROMPT: "mensajes enteros", Kind.CARRIER: "trozos", Kind.VALUE: "valores"}


def check(
    pack: Annotated[str, typer.Option("--pack", metavar="VOZ", help="Qué voz.")] = "",
    as_json: Annotated[bool, typer.Option("--json", help="Para máquinas.")] = False,
) -> None:
    """Revisa la voz: qué falta, qué texto cambió, qué archivo está dañado o suena más alto o bajo.

    Termina con 1 si algo lo diría la voz de respaldo.
    """
    settings = load()
    place = pack_place(settings, pack)
    with Progress(transient=True, console=Console(stderr=True)) as progress:
        task = progress.add_task("Revisando", total=None)
        found = pack_condition(
            settings, pack, lambda done, of: progress.update(task, completed=done, total=of)
        )
    if as_json:
        print(json.dumps(_plain(place.name, found), ensure_ascii=False, indent=1))
    else:
        _tell(place.name, found)
    raise typer.Exit(1 if found.by_fallback else 0)


def _plain(pack: str, found: Condition) -> dict[str, object]:
    return {
        "pack": pack,
        "fragments": len(found.standings),
        **{state.value: [one.fragment.id for one in found.of(state)] for state in SPANISH},
        "wrong_level": [one.fragment.id for one in found.at_wrong_level],
        "surplus": list(found.surplus),
        "by_fallback": {one.fragment.id: list(one.gaps) for one in found.by_fallback},
        "pending": found.pending,
        "prompts": [
            {
                "id": one.fragment.id,
                "version": one.fragment.version,
                "approved_by": one.fragment.approved_by,
                "state": one.state,
                "own": one.own,
                "off": None if one.off is None else round(one.off, 1),
            }
            for one in found.standings
            if one.fragment.kind is Kind.PROMPT
        ],
    }


def _tell(pack: str, found: Condition) -> None:
    console = Console(highlight=False, soft_wrap=True)
    own = sum(one.own for one in found.standings)
    held = len(found.of(State.RECORDED))
    console.print(f"Voz «{pack}»: {held} de {len(found.standings)} grabaciones, {own} propias")
    for kind, name in KINDS.items():
        within = [one for one in found.standings if one.fragment.kind is kind]
        there = sum(one.state is State.RECORDED for one in within)
        console.print(f"  {name}: {there} de {len(within)}")
    for state, what in SPANISH.items():
        _list(console, what, [one.fragment.id for one in found.of(state)])
    levels = [f"{one.fragment.id} ({_signed(one)} dB)" for one in found.at_wrong_level]
    _list(console, "con otro volumen", levels)
    _list(console, "de sobra", found.surplus)
    gaps = [f"{one.fragment.id} («{'», «'.join(one.gaps)}»)" for one in found.by_fallback]
    _list(console, "que diría la voz de respaldo", gaps)
    console.print(f"Textos que nadie ha aprobado («pendiente»): {found.pending}")
    if found.by_fallback:
        console.print(
            f"Grábelos («./linea voices script --missing --pack {pack} guion.pdf») "
            "o hágalos con «./linea voices render»."
        )


def _signed(one: Standing) -> str:
    return f"{one.off:+.1f}".replace(".", ",")


def _list(console: Console, what: str, names: Sequence[str]) -> None:
    if not names:
        return
    shown = ", ".join(names[:SHOWN])
    rest = f" y {len(names) - SHOWN} más" if len(names) > SHOWN else ""
    console.print(f"[red]✗[/red] {len(names)} {what}: {escape(shown)}{rest}")
