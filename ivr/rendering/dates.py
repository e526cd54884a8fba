"""Dates and hours as Colombians say them."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

from ivr.rendering.numbers import cardinal

WEEKDAYS = ("lunes", "martes", "miércoles", "jueves", "viernes", "sábado", "domingo")
MONTHS = (
    "enero",
    "febrero",
    "marzo",
    "abril",
    "mayo",
    "junio",
    "julio",
    "agosto",
    "septiembre",
    "octubre",
    "noviembre",
    "diciembre",
)


def spoken_date(day: date, today: date) -> str:
    """«lunes catorce de diciembre»; the year only when it isn't the present one."""
    number = "primero" if day.day == 1 else cardinal(day.day)
    return f"{WEEKDAYS[day.weekday()]} {number} de {spoken_month(day, today)}"


def spoken_month(day: date, today: date) -> str:
    """«diciembre», «diciembre de dos mil veintisiete» in another year."""
    month = MONTHS[day.month - 1]
    return month if day.year == today.year else f"{month} de {cardinal(day.year)}"


def spoken_time(moment: time) -> str:
    """A time of day with its article, in twelve hours: «las dos y treinta de la tarde»."""
    hour = moment.hour % 12 or 12
    article = "la" if hour == 1 else "las"
    minutes = f" y {cardinal(moment.minute)}" if moment.minute else ""
    return f"{article} {cardinal(hour, 'feminine')}{minutes} {_part_of_day(moment.hour)}"


def spoken_moment(moment: datetime, today: date) -> str:
    """When something will be: «hoy a las seis de la tarde», «mañana a la una…», «el lunes…».

    ``moment`` is in Colombia's time.
    """
    day = moment.date()
    when = {today: "hoy", today + timedelta(days=1): "mañana"}.get(day)
    return f"{when or f'el {spoken_date(day, today)}'} a {spoken_time(moment.time())}"


def good_wish(moment: time) -> str:
    """What one wishes at that hour: «un buen día», «una buena tarde», «una buena noche»."""
    if 5 <= moment.hour < 12:
        return "un buen día"
    return "una buena tarde" if 12 <= moment.hour < 18 else "una buena noche"


def _part_of_day(hour: int) -> str:
    if hour == 12:
        return "del día"
    if 1 <= hour < 12:
        return "de la mañana"
    return "de la tarde" if 12 < hour < 19 else "de la noche"
