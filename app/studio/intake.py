"""`linea voices import`: what a studio recorded, examined and put into use."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.markup import escape
from rich.progress import Progress

from app.inventory import fragments_of
from app.packs import PackPlace, pack_place
from app.settings import load
from ivr.errors import Invalid
from speech.voice.studio.delivery import Delivery, open_delivery
from speech.voice.studio.intake import take_in as bring_in
from speech.voice.studio.numbering import Numbering
from speech.voice.studio.versions import Versions


def take_in(
    folder: Annotated[
        Path | None, typer.Argument(metavar="CARPETA", help="Lo que entregó el estudio.")
    ] = None,
    pack: Annotated[str, typer.Option("--pack", metavar="VOZ", help="Para qué voz.")] = "",
    partial: Annotated[
        bool, typer.Option("--partial", help="Recibe los archivos buenos aunque haya malos.")
    ] = False,
    undo: Annotated[
        bool, typer.Option("--undo", help="Vuelve a las grabaciones de antes de la última vez.")
    ] = False,
) -> None:
    """Recibe la carpeta de un estudio: revisa cada archivo y pone en uso lo grabado.

    Si algún archivo está mal no se recibe ninguno, salvo con --partial.
    """
    settings = load()
    place = pack_place(settings, pack)
    if undo == (folder is not None):
        raise Invalid("diga una carpeta, o --undo para deshacer la última vez")
    if folder is None:
        _versions(place).undo()
        print(f"La voz «{place.name}» volvió a sus grabaciones anteriores")
        return
    with Progress(transient=True) as progress:
        task = progress.add_task("Revisando", total=None)
        delivery = open_delivery(
            folder,
            fragments_of(settings),
            Numbering(place.numbers),
            lambda done, of: progress.update(task, completed=done, total=of),
        )
    _tell(delivery)
    if delivery.bad and not partial:
        print(
            "\nNo se recibió nada. Corrija esos archivos, o use --partial para recibir los demás."
        )
        raise typer.Exit(1)
    if not delivery.good:
        raise Invalid("no hay archivos buenos que recibir")
    with Progress(transient=True) as progress:
        task = progress.add_task("Recibiendo", total=None)
        bring_in(
            delivery.good,
            _versions(place),
            lambda done, of: progress.update(task, completed=done, total=of),
        )
    print(f"\n{len(delivery.good)} grabaciones en uso en la voz «{place.name}»")
    raise typer.Exit(1 if delivery.bad else 0)


def _versions(place: PackPlace) -> Versions:
    return Versions(place.voices, place.name)


def _tell(delivery: Delivery) -> None:
    """A line for each file that is wrong, a line for each of its faults with the mend."""
    console = Console(highlight=False, soft_wrap=True)
    for take in delivery.bad:
        console.print(f"[red]✗[/red] {escape(take.path.name)}")
        for fault in take.faults:
            console.print(f"    {escape(fault.what)}. {escape(fault.mend.capitalize())}.")
    console.print(
        f"{len(delivery.takes)} archivos: {len(delivery.good)} buenos, {len(delivery.bad)} malos; "
        f"{len(delivery.missing)} líneas del guion no vienen"
    )
