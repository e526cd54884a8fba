"""`linea cases`: the cases filed, what is late, the numbers without a case, the days off."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import date, datetime
from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table
from sqlalchemy.orm import Session

from app.filing import pqrs_catalogue
from app.settings import load
from ivr.clock import BOGOTA, SystemClock
from ivr.errors import Invalid, NotFound
from ivr.services import numbers, pqrs, working_days
from ivr.services.numbers import Series
from ivr.services.pqrs import Risk, View, Wanted, state_label
from ivr.store import DayOffKind, Store

app = typer.Typer(
    help="Los casos (PQRS), sus plazos y el calendario de días hábiles.", no_args_is_help=True
)

Day = Annotated[datetime, typer.Argument(metavar="DÍA", formats=["%Y-%m-%d"])]


@app.command(name="list")
def list_cases(
    view: Annotated[
        View, typer.Option("--lista", help="Cuáles: abiertos, vencidos, por vencer…")
    ] = View.OPEN,
    limit: Annotated[int, typer.Option("--cuantos", min=1, max=500)] = 30,
) -> None:
    """Muestra los casos de una lista, primero lo que vence antes."""
    rules = pqrs_catalogue()
    with _session() as session:
        days = working_days.calendar(session)
        risk = Risk.on(SystemClock().today(), days, rules.due_soon_days)
        found = pqrs.page(session, Wanted(view), risk, limit=limit).cases
        totals = pqrs.at_risk(session, SystemClock().today(), rules.due_soon_days)
    print(
        f"Vencidos: {totals.overdue}. Vencen pronto: {totals.due_soon}. "
        f"Riesgo de silencio positivo: {totals.silence}."
    )
    if not found:
        print("No hay casos en esa lista")
        return
    table = Table("Radicado", "Tipo", "Asunto", "Estado", "Vence", "Responsable", box=None)
    for case in found:
        late = " (vencido)" if case.overdue else ""
        table.add_row(
            case.radicado, rules.kind(case.kind).label, case.subject, state_label(case.state),
            f"{case.due_on}{late}", case.assigned or "",
        )  # fmt: skip
    Console().print(table)


@app.command()
def show(radicado: Annotated[str, typer.Argument(help="El número de radicado.")]) -> None:
    """Muestra un caso y su historia, sin los datos de la persona."""
    with _session() as session:
        case = pqrs.status(session, radicado, SystemClock().today())
        history = pqrs.history(session, radicado)
    if case is None:
        raise NotFound("no hay un caso con ese radicado; revise sus cifras")
    late = " · VENCIDO" if case.overdue else ""
    print(
        f"{case.radicado}: {case.subject} · {state_label(case.state)} · vence {case.due_on}{late}"
    )
    for entry in history:
        at = f"{entry.at.astimezone(BOGOTA):%Y-%m-%d %H:%M}"
        print(f"  {at}  {entry.kind}  {entry.agent or 'la línea'}")


@app.command()
def gaps(
    year: Annotated[int | None, typer.Argument(metavar="AÑO", help="Sin él, este año.")] = None,
) -> None:
    """Muestra los números de radicado anulados de un año, con su motivo."""
    with _session() as session:
        found = numbers.voided(session, Series.CASE, year or SystemClock().today().year)
    if not found:
        print("No hay números anulados")
        return
    table = Table("Radicado", "Anulado", "Motivo", box=None)
    for gap in found:
        table.add_row(gap.number, f"{gap.at.astimezone(BOGOTA):%Y-%m-%d %H:%M}", gap.reason)
    Console().print(table)


@app.command(name="days-off")
def days_off(
    year: Annotated[int | None, typer.Argument(metavar="AÑO", help="Sin él, este año.")] = None,
) -> None:
    """Muestra los días no hábiles de un año, fuera de sábados y domingos."""
    with _session() as session:
        found = working_days.days_off(session, year or SystemClock().today().year)
    if not found:
        print("Ese año no está en el calendario; lo escribe el proceso «worker»")
    for one in found:
        print(f"{one.day}  {one.name}  ({one.kind})")


@app.command(name="add-day-off")
def add_day_off(
    day: Day,
    name: Annotated[str, typer.Argument(metavar="NOMBRE", help="Por qué no se trabaja.")],
    closure: Annotated[
        bool, typer.Option("--cierre", help="Cierre de la entidad, en vez de día cívico.")
    ] = False,
) -> None:
    """Agrega un día cívico local o un cierre; los casos ya radicados conservan su plazo."""
    kind = DayOffKind.CLOSURE if closure else DayOffKind.LOCAL
    now = SystemClock().now()
    with _session() as session:
        added = working_days.put(session, day.date(), name, kind, now=now, agent_id=None)
    print(f"{added.day}: {added.name}")


@app.command(name="remove-day-off")
def remove_day_off(day: Day) -> None:
    """Quita un día cívico local o un cierre."""
    with _session() as session:
        working_days.remove(session, day.date())
    print(f"{day:%Y-%m-%d} vuelve a ser hábil")


@app.command()
def deadline(
    filed: Annotated[str, typer.Argument(metavar="FECHA", help="Cuándo se radicó: AAAA-MM-DD.")],
    days: Annotated[int, typer.Argument(metavar="DÍAS", min=0, max=1000)] = 15,
) -> None:
    """Calcula en qué fecha termina un plazo de días hábiles."""
    try:
        day = date.fromisoformat(filed)
    except ValueError:
        raise Invalid(f"«{filed}» no es una fecha como 2026-11-22") from None
    with _session() as session:
        print(working_days.add(session, day, days))


@contextmanager
def _session() -> Iterator[Session]:
    with closing(Store(load().store_url)) as store, store.unit_of_work() as session:
        yield session
