"""`linea speech`."""

from typing import Annotated

import typer

from app.settings import load
from app.speech_process import run


def command(
    number: Annotated[int, typer.Option(min=1, help="Cuál de varios procesos es.")] = 1,
) -> None:
    """Oye a quienes llaman y mantiene grabados los mensajes (lo inicia `linea serve`)."""
    run(load(), number)
