"""G.711 by its own definition: the values that the standard names, and what a codec may lose."""

from __future__ import annotations

import numpy as np
import pytest

from tests.calls.g711 import ALAW, ULAW, Law


@pytest.mark.parametrize(
    ("law", "octet", "sample"),
    [
        (ULAW, 0xFF, 0),
        (ULAW, 0x00, -32124),
        (ULAW, 0x80, 32124),
        (ULAW, 0x8F, 16764),
        (ALAW, 0xD5, 8),
        (ALAW, 0x55, -8),
        (ALAW, 0xAA, 32256),
        (ALAW, 0x2A, -32256),
    ],
)
def test_values_of_the_standard(law: Law, octet: int, sample: int) -> None:
    assert int(law.decode(bytes([octet]))[0]) == sample


@pytest.mark.parametrize("law", [ULAW, ALAW], ids=["ulaw", "alaw"])
def test_every_sample_comes_back_within_half_a_step(law: Law) -> None:
    samples = np.arange(-32768, 32768, dtype=np.int32)
    back = law.decode(law.encode(samples.astype(np.int16))).astype(np.int32)
    inside = np.abs(samples) < 32000
    allowed = np.maximum(np.abs(samples) / 32 + 8, 8)
    assert (np.abs(back - samples)[inside] <= allowed[inside]).all()


@pytest.mark.parametrize("law", [ULAW, ALAW], ids=["ulaw", "alaw"])
def test_every_octet_means_itself(law: Law) -> None:
    octets = bytes(range(256))
    back = law.encode(law.decode(octets))
    assert (law.decode(back) == law.decode(octets)).all()
