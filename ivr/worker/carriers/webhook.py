"""Events told to other systems by signed POSTs (docs/webhooks.md)."""

from __future__ import annotations

import hashlib
import hmac
import json
from collections.abc import Mapping
from dataclasses import dataclass, field

from ivr.clock import Clock
from ivr.http_exchange import NoAnswer, Request, exchange
from ivr.worker.carriers.carrier import CarrierDown, Parcel, Rejected, judge


@dataclass(frozen=True, slots=True)
class Endpoint:
    """Another system. ``events`` are the kinds it wants, all where it names none."""

    name: str
    url: str
    key_id: str
    secret: str = field(repr=False)
    events: tuple[str, ...] = ()
    seconds: float = 10.0

    def wants(self, kind: str) -> bool:
        """Whether it is told of events of that kind."""
        return not self.events or kind in self.events


class Webhooks:
    """Sends an event to the endpoint that the message names."""

    def __init__(self, endpoints: Mapping[str, Endpoint], clock: Clock) -> None:
        self._endpoints = endpoints
        self._clock = clock

    def send(self, parcel: Parcel) -> str | None:
        """POST it, signed anew at each attempt. Raises CarrierDown, Rejected."""
        endpoint = self._endpoints.get(parcel.recipient)
        if endpoint is None:
            raise Rejected("no_endpoint")
        body = json.dumps(
            {"id": parcel.key, "event": parcel.template, "data": dict(parcel.fields)},
            ensure_ascii=False,
        ).encode()
        at = int(self._clock.now().timestamp())
        headers = {
            "Content-Type": "application/json; charset=utf-8",
            "Idempotency-Key": parcel.key,
            "X-Linea-Key": endpoint.key_id,
            "X-Linea-Timestamp": str(at),
            "X-Linea-Signature": f"v1={signature(endpoint.secret, at, body)}",
        }
        request = Request("POST", endpoint.url, headers, body)
        try:
            judge(exchange(request, seconds=endpoint.seconds))
        except NoAnswer as error:
            raise CarrierDown(error.reason) from error
        return None


def signature(secret: str, at: int, body: bytes) -> str:
    """HMAC-SHA256 (RFC 2104) over the Unix seconds, a dot and the body, in hexadecimal."""
    return hmac.new(secret.encode(), f"{at}.".encode() + body, hashlib.sha256).hexdigest()
