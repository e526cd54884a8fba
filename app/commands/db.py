"""`linea db`: the tables of the database."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing, contextmanager

import typer

from app.settings import load
from ivr.store import Store, schema

app = typer.Typer(help="Las tablas de la base de datos.", no_args_is_help=True)


@app.command()
def upgrade() -> None:
    """Crea las tablas o las pone al día; si ya lo están no hace nada."""
    with _store() as store:
        before = schema.current(store)
        schema.upgrade(store)
        after = schema.current(store)
    if before == after:
        print(f"{store.address}: al día, versión {after}")
    else:
        print(f"{store.address}: de la versión {before or 'ninguna'} a la {after}")


@app.command()
def status() -> None:
    """Dice qué versión de las tablas hay y si falta ponerlas al día; entonces sale con 1."""
    with _store() as store:
        current = schema.current(store)
    if current != schema.newest():
        print(
            f"{store.address}: versión {current or 'ninguna'}, se necesita la {schema.newest()}: "
            "ejecute «linea db upgrade»"
        )
        raise typer.Exit(1)
    print(f"{store.address}: al día, versión {current}")


@app.command()
def downgrade(
    revision: str = typer.Argument(help="La versión a la que se vuelve, o «base» para ninguna."),
    yes: bool = typer.Option(
        False, "--si", help="No pregunta: los datos de lo que se quite se pierden."
    ),
) -> None:
    """Devuelve las tablas a una versión anterior. Los datos de lo que se quite se pierden."""
    with _store() as store:
        if not yes:
            typer.confirm(f"¿Quitar tablas de {store.address}? Sus datos se pierden", abort=True)
        schema.downgrade(store, revision)
        print(f"{store.address}: versión {schema.current(store) or 'ninguna'}")


@contextmanager
def _store() -> Iterator[Store]:
    with closing(Store(load().store_url)) as store:
        yield store
