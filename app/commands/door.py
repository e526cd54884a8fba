"""`linea door`."""

from app.door_process import run
from app.settings import load


def command() -> None:
    """Recibe a los navegadores: páginas y teléfonos en una dirección (lo inicia `linea serve`)."""
    run(load())
