"""`linea speech`."""

from app.settings import load
from app.speech_process import run


def command() -> None:
    """Mantiene grabados los mensajes de la línea (lo inicia `linea serve`)."""
    run(load())
