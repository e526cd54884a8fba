"""`linea agi`."""

from app.agi_process import run
from app.settings import load


def command() -> None:
    """Atiende las llamadas que Asterisk entrega (lo inicia `linea serve`)."""
    run(load())
