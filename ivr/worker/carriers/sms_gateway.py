"""An SMS gateway over HTTP, whatever fields and signs of success its operator wants."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from urllib.parse import urlencode

from ivr.http_exchange import Answer, NoAnswer, Request, exchange
from ivr.worker.carriers.carrier import CarrierDown, Parcel, Rejected, judge


class NumberForm(StrEnum):
    """How the gateway wants numbers: +573151234567, 573151234567 or 3151234567."""

    E164 = "e164"
    WITH_COUNTRY = "with_country"
    NATIONAL = "national"


@dataclass(frozen=True, slots=True)
class GatewaySettings:
    """How to speak to a gateway.

    ``fields`` is the body, in whose texts ``{to}``, ``{text}`` and ``{key}`` are filled in.
    ``success_field`` names where a JSON answer (dots between levels) says one of
    ``success_values``; empty trusts the status alone. ``reference_field`` names its own id.
    """

    url: str
    headers: Mapping[str, str] = field(default_factory=dict, repr=False)
    form: bool = False
    fields: Mapping[str, object] = field(default_factory=dict, repr=False)
    number: NumberForm = NumberForm.E164
    success_field: str = ""
    success_values: tuple[str, ...] = ()
    reference_field: str = ""
    seconds: float = 10.0


class SmsGateway:
    """Sends each message by one POST; the same key twice is one SMS where the gateway knows it."""

    def __init__(self, settings: GatewaySettings) -> None:
        self._settings = settings

    def send(self, parcel: Parcel) -> str | None:
        """Hand it to the gateway. Raises CarrierDown, Rejected."""
        try:
            answer = exchange(self._request(parcel), seconds=self._settings.seconds)
        except NoAnswer as error:
            raise CarrierDown(error.reason) from error
        judge(answer)
        return self._judged(answer)

    def _request(self, parcel: Parcel) -> Request:
        settings = self._settings
        values = {
            "{to}": _in_form(parcel.recipient, settings.number),
            "{text}": parcel.body,
            "{key}": parcel.key,
        }
        filled = _filled(settings.fields, values)
        if settings.form:
            assert isinstance(filled, dict)
            body, kind = urlencode(filled).encode(), "application/x-www-form-urlencoded"
        else:
            body = json.dumps(filled, ensure_ascii=False).encode()
            kind = "application/json; charset=utf-8"
        headers = {"Content-Type": kind, "Idempotency-Key": parcel.key, **settings.headers}
        return Request("POST", settings.url, headers, body)

    def _judged(self, answer: Answer) -> str | None:
        settings = self._settings
        if not (settings.success_field or settings.reference_field):
            return None
        try:
            told = json.loads(answer.body)
        except (ValueError, RecursionError):
            told = None
        if settings.success_field:
            said = _at(told, settings.success_field)
            if said is None:
                raise CarrierDown("odd_answer")
            if _text(said) not in settings.success_values:
                raise Rejected("gateway_refused")
        reference = _at(told, settings.reference_field) if settings.reference_field else None
        return None if reference is None else _text(reference)


def _in_form(number: str, form: NumberForm) -> str:
    match form:
        case NumberForm.E164:
            return number
        case NumberForm.WITH_COUNTRY:
            return number.removeprefix("+")
        case NumberForm.NATIONAL:
            return number.removeprefix("+57")


def _filled(template: object, values: Mapping[str, str]) -> object:
    """The body with its marks filled in, each once: a text with braces stays what it is."""
    if isinstance(template, str):
        return _filled_text(template, values)
    if isinstance(template, Mapping):
        return {name: _filled(part, values) for name, part in template.items()}
    if isinstance(template, list | tuple):
        return [_filled(part, values) for part in template]
    return template


def _filled_text(template: str, values: Mapping[str, str]) -> str:
    for mark, value in values.items():
        before, found, after = template.partition(mark)
        if found:
            return _filled_text(before, values) + value + _filled_text(after, values)
    return template


def _at(told: object, path: str) -> object:
    """What stands at ``path``; numbers are places in a list. None where nothing does."""
    for step in path.split("."):
        if isinstance(told, dict):
            told = told.get(step)
        elif isinstance(told, list) and step.isdecimal() and int(step) < len(told):
            told = told[int(step)]
        else:
            return None
    return told


def _text(value: object) -> str:
    return json.dumps(value) if isinstance(value, bool | int | float) else str(value)
