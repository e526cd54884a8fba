"""`linea cti`."""

from app.cti_process import run
from app.settings import load


def command() -> None:
    """Atiende los puestos y el registro de llamadas (lo inicia `linea serve`)."""
    run(load())
