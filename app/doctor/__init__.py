"""`linea doctor`: every part of the line and every behaviour relied on, and the mend of each."""

from app.doctor.check import Check
from app.doctor.examination import examine

__all__ = ["Check", "examine"]
