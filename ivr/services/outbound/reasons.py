"""Why a message stands where it does, in the words of staff."""

from __future__ import annotations

from types import MappingProxyType

REASONS = MappingProxyType(
    {
        "not_a_mobile": "no es un celular",
        "not_an_address": "no es un correo",
        "refused": "pidió que no lo contacten",
        "no_rule": "ninguna regla lo permite",
        "outside_hours": "fuera del horario de contacto",
        "today_already": "ya se contactó hoy",
        "other_channel": "ya se contactó por otro medio esta semana",
        "number_cap": "demasiados al mismo destino",
        "call_cap": "demasiados de una llamada",
        "day_cap": "demasiados hoy",
        "too_long": "demasiado largo",
        "letter_error": "sin texto para ese medio",
        "timeout": "no respondió a tiempo",
        "connection": "sin conexión",
        "carrier_down": "el servicio de envío no responde",
        "gateway_refused": "el operador no lo aceptó",
        "smtp_login": "el servidor de correo no acepta la clave",
        "odd_answer": "el servicio de envío respondió algo inesperado",
        "no_endpoint": "ese destino ya no está configurado",
        "not_allowed": "no se permite contactar a esa persona",
    }
)


def reason(why: str | None) -> str:
    """A reason in Spanish; what isn't known here is the carrier's own word."""
    return "" if why is None else REASONS.get(why, why)
