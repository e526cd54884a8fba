"""`linea demo`: the demonstration data without starting the line."""

from __future__ import annotations

from contextlib import closing

import typer
from rich.console import Console
from rich.table import Table

from app.demonstration import DISPOSITIONS
from app.settings import load
from ivr.clock import SystemClock
from ivr.demo import callers, is_made, make
from ivr.services import dispositions
from ivr.store import Store
from ivr.store.schema import upgrade

app = typer.Typer(help="Los datos de demostración.", no_args_is_help=True)

LONGEST_STATEMENT = 300.0


@app.command()
def fill() -> None:
    """Crea el pueblo de demostración en una base vacía; con datos no cambia nada."""
    settings = load()
    settings.data_folder.mkdir(parents=True, exist_ok=True)
    with closing(Store(settings.store_url, statement_seconds=LONGEST_STATEMENT)) as store:
        upgrade(store)
        with store.unit_of_work() as session:
            if not is_made(session):
                clock = SystemClock()
                make(session, dispositions.read(DISPOSITIONS), today=clock.today(), now=clock.now())
    print(f"{store.address}: listo; los usuarios de demostración los abre «linea up»")


@app.command(name="callers")
def list_callers() -> None:
    """Muestra desde qué números llamar y qué enseña cada uno."""
    table = Table("Número", "Qué enseña", box=None)
    for number, label in callers():
        table.add_row(number, label)
    Console().print(table)
