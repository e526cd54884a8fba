"""One audio stream: 20 ms packets both ways (RFC 3550), keys as events (RFC 4733), a recording."""

from __future__ import annotations

import asyncio
import secrets
import struct
from collections import deque
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Self, cast

import numpy as np

from speech.voice.code import Code, Decoder
from speech.voice.engine import RATE, Samples
from tests.calls.g711 import Law
from tests.calls.tones import KEYS, SOUND, key_tone, level
from tests.calls.wire import Address

PACKET = 160
PACKET_SECONDS = PACKET / RATE
EVENT_CODES = {key: code for code, key in enumerate("0123456789*#ABCD")}
LEAP = 30  # seconds that a source's clock may leap and still be believed
MARKER = 0x80


@dataclass(frozen=True, slots=True)
class Packet:
    """What goes in one tick, ``copies`` times; the time it is about ``began`` ticks ago."""

    payload_type: int
    payload: bytes
    marker: bool = False
    began: int = 0
    copies: int = 1


class Stream(asyncio.DatagramProtocol):
    """Sends what it is given, silence otherwise, and records all that it hears from ``open`` on."""

    def __init__(self, law: Law) -> None:
        self.law = law
        self.events: int | None = None
        self.remote: Address | None = None
        self.address: Address = ("", 0)
        self.codes: list[Code] = []
        self.sounds: list[float] = []  # when a packet arrived that one could hear
        self.on_change: Callable[[], None] = lambda: None
        self._transport: asyncio.DatagramTransport | None = None
        self._loop = asyncio.get_running_loop()
        self._began = self._loop.time()
        self._ssrc = secrets.randbits(32)
        self._sequence = secrets.randbits(15)
        self._timestamp = secrets.randbits(31)
        self._outgoing: deque[Packet] = deque()
        self._idle = asyncio.Event()
        self._idle.set()
        self._ticking: asyncio.Task[None] | None = None
        self._decoder = Decoder()
        self._recorded: list[Samples] = []
        self._length = 0
        self._heard_from: tuple[int, int] | None = None  # ssrc, timestamp that comes next
        self._fed = 0  # samples given to the decoder, which hears no pauses
        self._pieces: list[tuple[int, int]] = [(0, 0)]  # decoder's count, place on the recording

    @classmethod
    async def open(cls, host: str, law: Law) -> Self:
        """Bind a free port of ``host``."""
        loop = asyncio.get_running_loop()
        _, stream = await loop.create_datagram_endpoint(lambda: cls(law), (host, 0))
        return stream

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast(asyncio.DatagramTransport, transport)
        host, port = transport.get_extra_info("sockname")[:2]
        self.address = (host, port)

    def start(self, remote: Address, events: int | None) -> None:
        """Begin (or go on) sending to ``remote``."""
        self.remote, self.events = remote, events
        if self._ticking is None:
            self._ticking = asyncio.create_task(self._tick())

    async def close(self) -> None:
        if self._ticking is not None:
            self._ticking.cancel()
            await asyncio.gather(self._ticking, return_exceptions=True)
            self._ticking = None
        if self._transport is not None:
            self._transport.close()
        self._idle.set()

    # What is heard.

    @property
    def now(self) -> float:
        """Seconds since the stream was opened: the recording's clock."""
        return self._loop.time() - self._began

    def recording(self) -> Samples:
        """All that was heard; silence where nothing came."""
        if len(self._recorded) > 1:
            self._recorded = [np.concatenate(self._recorded)]
        return self._recorded[0] if self._recorded else np.empty(0, np.int16)

    def last(self, seconds: float) -> Samples:
        """What was heard in the last seconds of the recording."""
        tail: list[Samples] = []
        wanted = int(seconds * RATE)
        for part in reversed(self._recorded):
            tail.append(part)
            wanted -= len(part)
            if wanted <= 0:
                break
        joined = np.concatenate(tail[::-1]) if tail else np.empty(0, np.int16)
        return joined[-int(seconds * RATE) :]

    def datagram_received(self, data: bytes, addr: tuple[str | int, int]) -> None:
        if len(data) < 12 or data[0] >> 6 != 2 or 192 <= data[1] <= 223:
            return  # no RTP, or RTCP meant for a neighbour
        payload_type = data[1] & 0x7F
        if payload_type != self.law.payload_type:
            return
        timestamp, ssrc = struct.unpack("!II", data[4:12])
        samples = self.law.decode(data[12 + 4 * (data[0] & 15) :])
        if level(samples) > SOUND:
            self.sounds.append(self.now)
        self._pad_to(self._place(ssrc, timestamp, len(samples)))
        self._decode(samples)
        self._record(samples)
        self.on_change()

    def _place(self, ssrc: int, timestamp: int, length: int) -> int:
        """Where on the recording a packet belongs: by its own time, which no load can shift.

        A source's first packet belongs where it arrives.
        """
        place = int(self.now * RATE) - length
        if self._heard_from is not None and self._heard_from[0] == ssrc:
            step = (timestamp - self._heard_from[1] + 2**31) % 2**32 - 2**31
            if abs(step) < LEAP * RATE:
                place = self._length + step
        self._heard_from = (ssrc, (timestamp + length) % 2**32)
        return place

    def _pad_to(self, place: int) -> None:
        if place > self._length:
            self._record(np.zeros(place - self._length, np.int16))

    def _record(self, samples: Samples) -> None:
        self._recorded.append(samples)
        self._length += len(samples)

    def _decode(self, samples: Samples) -> None:
        """Read packets as if no time were between them: a starved Asterisk pauses in a burst."""
        if self._length - self._fed != self._pieces[-1][1] - self._pieces[-1][0]:
            self._pieces.append((self._fed, self._length))
        self._fed += len(samples)
        for code in self._decoder.feed(samples):
            fed, place = next(piece for piece in reversed(self._pieces) if piece[0] <= code.offset)
            self.codes.append(Code(place + code.offset - fed, code.id))

    # What is said.

    async def say(self, samples: Samples) -> None:
        """Send sound after what is still waiting; back when its last packet has gone."""
        padded = np.pad(samples, (0, -len(samples) % PACKET))
        for first in range(0, len(padded), PACKET):
            sound = self.law.encode(padded[first : first + PACKET])
            self._outgoing.append(Packet(self.law.payload_type, sound))
        await self._sent()

    async def press(self, keys: str, *, in_band: bool, on: float, off: float) -> None:
        """Send keys one after the other, each ``on`` seconds long with ``off`` between."""
        pause = np.zeros(int(off * RATE), np.int16)
        for key in keys:
            if key not in KEYS:
                raise ValueError(f"no telephone has the key {key!r}")
            if in_band:
                await self.say(np.concatenate([key_tone(key, on), pause]))
                continue
            self._outgoing.extend(self._event(key, on))
            await self.say(pause)

    def _event(self, key: str, on: float) -> Iterator[Packet]:
        """RFC 4733: an update each 20 ms with one timestamp, the last said three times."""
        if self.events is None:
            raise ValueError("this call has no telephone events")
        ticks = max(1, round(on / PACKET_SECONDS))
        for tick in range(ticks + 1):
            last = tick == ticks
            volume = MARKER | 10 if last else 10
            duration = max(1, tick) * PACKET
            payload = struct.pack("!BBH", EVENT_CODES[key], volume, duration)
            yield Packet(self.events, payload, tick == 0, tick, 3 if last else 1)

    async def _sent(self) -> None:
        self._idle.clear()
        await self._idle.wait()

    async def _tick(self) -> None:
        """One packet each 20 ms by the clock; late ones are caught up with."""
        due = self._loop.time()
        silence = Packet(self.law.payload_type, bytes([self.law.silence]) * PACKET)
        while True:
            if self._outgoing:
                packet = self._outgoing.popleft()
            else:
                packet = silence
                self._idle.set()
            self._timestamp = (self._timestamp + PACKET) % 2**32
            for _ in range(packet.copies):
                self._send(packet)
            due += PACKET_SECONDS
            await asyncio.sleep(max(0.0, due - self._loop.time()))

    def _send(self, packet: Packet) -> None:
        self._sequence = (self._sequence + 1) % 2**16
        timestamp = (self._timestamp - packet.began * PACKET) % 2**32
        kind = packet.payload_type | (MARKER if packet.marker else 0)
        header = struct.pack("!BBHII", 0x80, kind, self._sequence, timestamp, self._ssrc)
        if self._transport is not None and self.remote is not None:
            self._transport.sendto(header + packet.payload, self.remote)
