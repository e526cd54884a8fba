"""`linea call`."""

from typing import Annotated

import typer

from app.settings import load
from app.text_call import talk


def command(
    caller: Annotated[
        str, typer.Option("--from", metavar="NÚMERO", help="El número desde el que se llama.")
    ] = "",
) -> None:
    """Habla con la línea en esta terminal: se escriben las teclas, y Enter es una pausa."""
    talk(load(), caller)
