"""`linea bench`."""

from __future__ import annotations

import json
from importlib import import_module
from inspect import signature
from pathlib import Path
from pkgutil import iter_modules
from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table

from app import benches
from ivr.errors import Invalid


def command(
    name: Annotated[str, typer.Argument(help="Cuál; por ejemplo «voice».")],
    as_json: Annotated[bool, typer.Option("--json", help="Para máquinas.")] = False,
    peer: Annotated[
        Path | None,
        typer.Option(help="«speech»: copia de alphacep/vosk-server, para medirla al lado."),
    ] = None,
    calibrate: Annotated[
        bool, typer.Option("--calibrate", help="«speech»: ajusta solo el puntaje de lo oído.")
    ] = False,
    ears: Annotated[
        Path | None,
        typer.Option(help="«heard»: carpeta de un modelo de Whisper (CTranslate2)."),
    ] = None,
    calls: Annotated[
        int | None, typer.Option(min=1000, help="«pop»: llamadas pasadas, 5 000 000 si no se dice.")
    ] = None,
    seconds: Annotated[
        int | None, typer.Option(min=3, help="«pop»: cuánto se mide, 120 s si no se dice.")
    ] = None,
    store: Annotated[
        str | None, typer.Option(help="«pop»: un PostgreSQL vacío, en lugar de SQLite.")
    ] = None,
) -> None:
    """Mide una parte de la línea y muestra una tabla."""
    known = [module.name for module in iter_modules(benches.__path__)]
    if name not in known:
        raise Invalid(f"no hay una medición «{name}»; las que hay son: {', '.join(known)}")
    measure = import_module(f"app.benches.{name}").measure
    given = {
        **{"peer": peer, "calibrate": calibrate or None, "ears": ears},
        **{"calls": calls, "seconds": seconds, "store": store},
    }
    options = {option: value for option, value in given.items() if value is not None}
    if not options.keys() <= signature(measure).parameters.keys():
        raise Invalid(f"la medición «{name}» no tiene esa opción")
    rows = measure(**options)
    if as_json:
        print(json.dumps({"bench": name, "rows": rows}, ensure_ascii=False))
        return
    table = Table(*rows[0])
    for row in rows:
        table.add_row(*(_shown(value) for value in row.values()))
    Console().print(table)


def _shown(value: object) -> str:
    if isinstance(value, bool):
        return "sí" if value else "no"
    return str(value)
