"""What is spoken into a page's microphone and what comes out of its telephone."""

from __future__ import annotations

import wave
from collections.abc import Callable
from pathlib import Path

import numpy as np
from playwright.async_api import BrowserContext, Page

RATE = 48_000
SECONDS = 6
SYLLABLE_SECONDS = 0.25
LISTENINGS = 12
SILENCE = 1e-7
HERTZ_APART = 60.0

KEEP_CONNECTIONS = """
window.connections = [];
window.RTCPeerConnection = class extends RTCPeerConnection {
  constructor(...options) {
    super(...options);
    window.connections.push(this);
  }
};
"""

LOUDEST = """
async () => {
  const track = window.connections.at(-1)?.getReceivers()[0]?.track;
  if (!track) {
    await new Promise((done) => setTimeout(done, 500));
    return {hertz: 0, power: 0};
  }
  const context = new AudioContext();
  const analyser = new AnalyserNode(context, {fftSize: 4096, smoothingTimeConstant: 0});
  context.createMediaStreamSource(new MediaStream([track])).connect(analyser);
  const total = new Float64Array(analyser.frequencyBinCount);
  const now = new Float32Array(analyser.frequencyBinCount);
  for (let turn = 0; turn < 30; turn += 1) {
    await new Promise((done) => setTimeout(done, 50));
    analyser.getFloatFrequencyData(now);
    now.forEach((decibels, bin) => { total[bin] += 10 ** (decibels / 10); });
  }
  const bin = total.indexOf(Math.max(...total));
  const hertz = bin * context.sampleRate / analyser.fftSize;
  const power = total[bin];
  await context.close();
  return {hertz, power};
}
"""

RECEIVED = """
async () => {
  const report = await window.connections.at(-1).getStats();
  for (const entry of report.values()) {
    if (entry.type === "inbound-rtp") return entry.packetsReceived;
  }
  return 0;
}
"""


def voice(path: Path, hertz: float) -> Path:
    """Write a WAV file of syllables of one pitch: told apart by ear and by spectrum."""
    at = np.arange(RATE * SECONDS) / RATE
    on = (at / SYLLABLE_SECONDS).astype(int) % 2 == 0
    samples = (0.6 * 32767 * np.sin(2 * np.pi * hertz * at) * on).astype("<i2")
    with wave.open(str(path), "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(RATE)
        file.writeframes(samples.tobytes())
    return path


async def keep_connections(context: BrowserContext) -> None:
    """Let tests reach the telephone connections of the pages to be opened."""
    await context.add_init_script(KEEP_CONNECTIONS)


def near(*pitches: float) -> Callable[[float], bool]:
    """One of these pitches."""
    return lambda heard: any(abs(heard - hertz) <= HERTZ_APART for hertz in pitches)


def away_from(hertz: float) -> Callable[[float], bool]:
    """Any pitch but that one."""
    return lambda heard: abs(heard - hertz) > HERTZ_APART


async def hears_pitch(page: Page, wanted: Callable[[float], bool]) -> None:
    """Wait until the page's telephone plays such a pitch: talk and hold take a moment to begin."""
    heard: list[float] = []
    while not heard or not wanted(heard[-1]):
        assert len(heard) < LISTENINGS, f"heard {heard}"
        found = await page.evaluate(LOUDEST)
        heard.append(float(found["hertz"]) if found["power"] > SILENCE else 0.0)


async def packets_received(page: Page) -> int:
    """How many RTP packets the page's telephone has received, by WebRTC's own statistics."""
    return int(await page.evaluate(RECEIVED))
