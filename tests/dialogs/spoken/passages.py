"""Passages that many spoken calls have in common."""

OPEN = """
    hears   ...
    hears   menu.pregunta
"""
SAFE = """
    hears   dano.peligro
    says    no hay peligro
"""
FAREWELL = """
    hears   despedida.cierre
    is over
"""
