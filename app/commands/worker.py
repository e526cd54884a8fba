"""`linea worker`."""

from app.settings import load
from app.worker_process import run


def command() -> None:
    """Hace el trabajo que acompaña a las llamadas (lo inicia `linea serve`)."""
    run(load())
