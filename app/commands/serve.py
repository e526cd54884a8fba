"""`linea serve`."""

from app.serve import serve
from app.settings import load


def command() -> None:
    """Pone la línea en marcha en este equipo y la vigila hasta que se detenga."""
    serve(load())
