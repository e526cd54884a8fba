"""µ-law and A-law (ITU-T G.711) to and from 16-bit samples, by table."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt


@dataclass(frozen=True, slots=True)
class Law:
    """One of G.711's two laws. ``payload_type`` is its number in RTP (RFC 3551)."""

    name: str
    payload_type: int
    silence: int
    _linear: npt.NDArray[np.int16]
    _octets: npt.NDArray[np.uint8]

    def encode(self, samples: npt.NDArray[np.int16]) -> bytes:
        """One octet a sample."""
        return self._octets[samples.view(np.uint16)].tobytes()

    def decode(self, octets: bytes) -> npt.NDArray[np.int16]:
        """One sample an octet."""
        return self._linear[np.frombuffer(octets, np.uint8)]


def _ulaw_linear() -> npt.NDArray[np.int16]:
    octets = ~np.arange(256, dtype=np.uint8)
    exponent = (octets >> 4) & 7
    magnitude = ((((octets & 15).astype(np.int32) << 3) + 132) << exponent) - 132
    return np.where(octets & 128, -magnitude, magnitude).astype(np.int16)


def _alaw_linear() -> npt.NDArray[np.int16]:
    octets = np.arange(256, dtype=np.uint8) ^ 0x55
    exponent = ((octets >> 4) & 7).astype(np.int32)
    step = ((octets & 15).astype(np.int32) << 4) + 8
    magnitude = np.where(exponent > 0, (step + 256) << np.maximum(exponent - 1, 0), step)
    return np.where(octets & 128, magnitude, -magnitude).astype(np.int16)


def _law(name: str, payload_type: int, linear: npt.NDArray[np.int16]) -> Law:
    """The nearest octet for every 16-bit sample, found by sorting the 256 values once."""
    order = np.argsort(linear, kind="stable")
    values = linear[order].astype(np.int32)
    every = np.arange(65536, dtype=np.uint16).view(np.int16).astype(np.int32)
    above = np.clip(np.searchsorted(values, every), 1, 255)
    nearer_below = every - values[above - 1] <= values[above] - every
    octets = order[np.where(nearer_below, above - 1, above)].astype(np.uint8)
    return Law(name, payload_type, int(octets[0]), linear, octets)


ULAW = _law("PCMU", 0, _ulaw_linear())
ALAW = _law("PCMA", 8, _alaw_linear())
BY_PAYLOAD = {law.payload_type: law for law in (ULAW, ALAW)}
