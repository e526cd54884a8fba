"""`linea accounts`: customers' accounts and invoices, taken over from the billing system."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path
from typing import Annotated

import typer

from app.settings import load
from ivr.services import billing_files
from ivr.store import Store

app = typer.Typer(help="Cuentas y facturas del sistema comercial.", no_args_is_help=True)

LONGEST_STATEMENT = 60.0
File = Annotated[Path, typer.Argument(help="Un archivo CSV en UTF-8, con sus columnas nombradas.")]


@app.command(
    name="import",
    help=f"Crea o actualiza cuentas. Columnas: {', '.join(billing_files.ACCOUNT_COLUMNS)}.",
)
def import_accounts(file: File) -> None:
    """Take in a file of accounts."""
    settings = load()
    with (
        closing(Store(settings.store_url, statement_seconds=LONGEST_STATEMENT)) as store,
        store.unit_of_work() as session,
    ):
        taken = billing_files.take_accounts(session, file, settings.line.area_code)
    print(f"{taken} cuentas")


@app.command(
    name="invoices",
    help=f"Crea o actualiza facturas. Columnas: {', '.join(billing_files.INVOICE_COLUMNS)}.",
)
def import_invoices(file: File) -> None:
    """Take in a file of invoices."""
    with (
        closing(Store(load().store_url, statement_seconds=LONGEST_STATEMENT)) as store,
        store.unit_of_work() as session,
    ):
        taken = billing_files.take_invoices(session, file)
    print(f"{taken} facturas")
