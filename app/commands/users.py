"""`linea users`: the people who sign in."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing, contextmanager
from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table
from sqlalchemy.orm import Session

from app.settings import load
from ivr.clock import SystemClock
from ivr.services import agents
from ivr.services.agents import Role
from ivr.store import Store

app = typer.Typer(help="Quiénes pueden entrar.", no_args_is_help=True)

BROWSER = "navegador"
User = Annotated[str, typer.Argument(help="El nombre con que entra.")]


@app.command(name="list")
def list_users() -> None:
    """Muestra a todos, con su papel y las colas que atienden."""
    with _session() as session:
        people = agents.everyone(session)
    table = Table("Usuario", "Nombre", "Papel", "Colas (nivel)", "Puede entrar", box=None)
    for person in people:
        queues = ", ".join(f"{queue} ({level})" for queue, level in person.skills.items())
        table.add_row(
            person.user, person.name, person.role, queues, "sí" if person.active else "no"
        )
    Console().print(table)


@app.command()
def add(
    user: User,
    name: Annotated[str, typer.Argument(help="Cómo se llama.")],
    role: Annotated[Role, typer.Option("--papel", help="Lo que puede hacer.")] = Role.AGENT,
    queue: Annotated[
        list[str] | None,
        typer.Option("--cola", help="Una cola que atiende, con su nivel: attention=1. Se repite."),
    ] = None,
) -> None:
    """Crea a una persona; pregunta su contraseña."""
    skills = dict(_level(one) for one in queue or ())
    chosen = _asked()
    with _session() as session:
        agents.create(
            session,
            user=user,
            name=name,
            role=role,
            password=chosen,
            now=SystemClock().now(),
            skills=skills,
        )
    print(f"{user} ya puede entrar")


@app.command()
def password(user: User) -> None:
    """Cambia la contraseña, que pregunta; las sesiones abiertas se cierran."""
    chosen = _asked()
    with _session() as session:
        agents.set_password(session, user, chosen)
    print(f"{user} tiene nueva contraseña")


@app.command()
def retire(user: User) -> None:
    """Impide que entre, sin borrar sus llamadas."""
    with _session() as session:
        agents.set_active(session, user, False, SystemClock().now())
    print(f"{user} ya no puede entrar")


@app.command()
def restore(user: User) -> None:
    """Permite que vuelva a entrar."""
    with _session() as session:
        agents.set_active(session, user, True, SystemClock().now())
    print(f"{user} puede entrar de nuevo")


@app.command(name="set-telephone")
def set_telephone(
    user: User,
    telephone: Annotated[
        str, typer.Argument(help="El nombre de un teléfono de [[desk.telephones]], o «navegador».")
    ],
) -> None:
    """Elige con qué atiende: el navegador o un teléfono de mesa."""
    known = [one.name for one in load().desk.telephones]
    if telephone != BROWSER and telephone not in known:
        listed = ", ".join([BROWSER, *known])
        raise typer.BadParameter(f"«{telephone}» no existe; hay: {listed}")
    chosen = None if telephone == BROWSER else telephone
    with _session() as session:
        agents.set_telephone_of(session, user, chosen)
    print(f"{user} atiende con {'el navegador' if chosen is None else telephone}")


def _asked() -> str:
    """A password, asked for so that no list of processes shows it."""
    chosen: str = typer.prompt("Contraseña", confirmation_prompt="Otra vez", hide_input=True)
    return chosen


def _level(text: str) -> tuple[str, int]:
    queue, _, level = text.partition("=")
    if not queue or level not in set("123456789"):
        raise typer.BadParameter(f"«{text}»: se espera COLA=NIVEL, con un nivel de 1 a 9")
    return queue, int(level)


@contextmanager
def _session() -> Iterator[Session]:
    with closing(Store(load().store_url)) as store, store.unit_of_work() as session:
        yield session
