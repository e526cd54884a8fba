"""`linea up`."""

from app.settings import load
from app.up import up


def command() -> None:
    """Prepara la demostración, pone todo en marcha y muestra las direcciones."""
    up(load())
