"""`linea accounts`: customers' accounts and invoices, taken over from the billing system."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import closing
from functools import partial
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.table import Table

from app.install.progress import Progress
from app.settings import load
from ivr.services import imports
from ivr.services.imports import Column, Faults, Reading, Tally
from ivr.store import Store

app = typer.Typer(help="Cuentas y facturas del sistema comercial.", no_args_is_help=True)

LONGEST_STATEMENT = 120.0
FAULTS_SHOWN = 20
File = Annotated[Path, typer.Argument(help="Un archivo CSV o un libro de Excel (.xlsx).")]
DryRun = Annotated[bool, typer.Option("--dry-run", help="Solo revisa y cuenta; no cambia nada.")]
Errors = Annotated[
    Path | None,
    typer.Option("--errors", metavar="ARCHIVO", help="Dónde se escriben todos los errores (CSV)."),
]


def _columns(columns: Sequence[Column]) -> str:
    return ", ".join(f"{one.title}{' (opcional)' if one.optional else ''}" for one in columns)


@app.command(
    name="import",
    help="Crea o actualiza cuentas: todas las del archivo, o ninguna si algo está mal. "
    f"Columnas: {_columns(imports.ACCOUNT_COLUMNS)}.",
)
def import_accounts(file: File, dry_run: DryRun = False, errors: Errors = None) -> None:
    """Take in a file of accounts."""
    read = partial(imports.read_accounts, file, load().line.area_code)
    _import(read, imports.take_accounts, "cuentas", dry_run, errors)


@app.command(
    name="invoices",
    help="Crea o actualiza facturas: todas las del archivo, o ninguna si algo está mal. "
    f"Columnas: {_columns(imports.INVOICE_COLUMNS)}.",
)
def import_invoices(file: File, dry_run: DryRun = False, errors: Errors = None) -> None:
    """Take in a file of invoices."""
    read = partial(imports.read_invoices, file)
    _import(read, imports.take_invoices, "facturas", dry_run, errors)


@app.command()
def template(
    file: Annotated[Path, typer.Argument(help="El archivo que se crea: .xlsx o .csv.")],
    invoices: Annotated[bool, typer.Option("--facturas", help="Para facturas.")] = False,
) -> None:
    """Crea un archivo vacío con las columnas, para llenarlo e importarlo."""
    columns = imports.INVOICE_COLUMNS if invoices else imports.ACCOUNT_COLUMNS
    imports.write_template(file, columns)
    print(file)


def _import(
    read: Callable[..., Reading[Any]],
    take: Callable[..., Tally],
    what: str,
    dry_run: bool,
    errors: Path | None,
) -> None:
    """Read, check, write and tell. Exits with 1 where anything is wrong."""
    with Progress() as progress:
        with progress.step(f"leer las {what}"):
            reading = read(watch=lambda rows: progress.tell(f"… {rows} filas leídas"))
        tally = None
        if not reading.faults:
            with (
                progress.step(f"{'comparar' if dry_run else 'guardar'} las {what}"),
                closing(Store(load().store_url, statement_seconds=LONGEST_STATEMENT)) as store,
            ):
                tally = _taken(store, take, reading, dry_run)
    for heading in reading.ignored:
        print(f"La columna «{heading}» no se usa")
    if reading.faults or tally is None:
        _tell_faults(reading, what, errors)
        raise typer.Exit(1)
    _tell(tally, what, dry_run)


def _taken(store: Store, take: Callable[..., Tally], reading: Reading[Any], dry_run: bool) -> Tally:
    with store.reading() if dry_run else store.unit_of_work() as session:
        return take(session, reading, dry_run=dry_run)


def _tell(tally: Tally, what: str, dry_run: bool) -> None:
    total = tally.new + tally.changed + tally.same
    print(f"{total} {what}: {tally.new} nuevas, {tally.changed} con cambios, {tally.same} iguales")
    if tally.zones:
        shown = ", ".join(tally.zones[:FAULTS_SHOWN])
        print(f"Barrios o veredas nuevos ({len(tally.zones)}): {shown}")
        if not dry_run:
            print("Para que el reconocedor los entienda: «./linea models vocabulary»")
    if dry_run:
        print("Era una prueba: no se cambió nada")


def _tell_faults(reading: Reading[Any], what: str, errors: Path | None) -> None:
    table = Table("Fila", "Columna", "Qué pasa", "Cómo se corrige", box=None)
    for one in [*reading.faults][:FAULTS_SHOWN]:
        table.add_row(str(one.row), one.column, one.what, one.mend)
    Console().print(table)
    rows = f"{reading.rows} filas"
    print(f"{reading.faults.count} errores en {rows}: no se guardó ninguna de las {what}")
    if errors is not None:
        _write(reading.faults, errors)
    elif reading.faults.count > FAULTS_SHOWN:
        print("Para verlos todos: --errors ARCHIVO")


def _write(faults: Faults, file: Path) -> None:
    try:
        faults.write(file)
    except OSError as error:
        print(f"{file}: no se puede escribir ({error.strerror})")
    else:
        print(f"Los errores están en {file}")
