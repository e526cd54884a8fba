"""Where an utterance begins and where it ends, told by the caller's voice and a silence."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from speech.recognizer.voice_activity import (
    FRAME_BYTES,
    FRAME_SECONDS,
    SILENCE,
    Frame,
    VoiceActivity,
)

HISSES_AT_MOST = 6
"""Frames of an «s» that count towards a word's beginning: a longer hiss is none."""
LOUD = 6.0
"""Decibels over the threshold at which a voice counts twice."""
CLEAR = (0.65, 0.85)
"""Pitch from which a voice counts more, and at which it counts most."""
CLEAR_GAIN = 4.0
"""What a clear pitch adds: a street has none, and a hoarse cough hardly."""
BURST = 5.0
"""Decibels. A vowel is louder than its consonants; the voice in a cough is not."""
PAUSE_FRAMES = 15
"""Of a pause, what is recognised at its beginning; before the next word comes what is kept."""
UNVOICED_NEAR_VOICE = 10
"""Frames: so long after a voice, sound without pitch is still part of its word."""


@dataclass(frozen=True, slots=True)
class Onset:
    """How much sound is the caller speaking: seconds, but for the share.

    Within ``window``, ``voiced`` of a voice, where a frame counts up to six times if it is loud
    and its pitch clear, and an «s» ``sibilant_share``. ``kept``: how much before it belongs to
    the utterance, so that no first syllable is lost.
    """

    window: float = 0.3
    voiced: float = 0.15
    sibilant_share: float = 0.9
    kept: float = 0.4


@dataclass(frozen=True, slots=True)
class Profile:
    """How long a kind of answer may pause and last; seconds.

    ``silence`` ends an utterance; ``longest`` ends it whoever still speaks.
    """

    silence: float = 0.7
    longest: float = 10.0


class Mark(StrEnum):
    """What the sound has come to."""

    BEGAN = "began"
    SPEAKING = "speaking"
    ENDED = "ended"


class Endpointer:
    """Cuts a call's sound into utterances. The sound may come in pieces of any length."""

    def __init__(self, activity: VoiceActivity, onset: Onset) -> None:
        self._activity = activity
        self._onset = onset
        self._profile = Profile()
        self._prompt_plays = self._began_in_prompt = False
        self._rest = b""
        self._heard: deque[Frame] = deque(maxlen=round(onset.window / FRAME_SECONDS))
        self._kept: deque[bytes] = deque(maxlen=round(onset.kept / FRAME_SECONDS))
        self._voiced_frames = 0
        self._speaking_frames = 0
        self._quiet_frames = 0
        self._since_voice = 0
        self._listening = False
        self.speaking = False

    @property
    def voiced_seconds(self) -> float:
        """How much of the utterance had a voice's pitch."""
        return self._voiced_frames * FRAME_SECONDS

    @property
    def silence(self) -> float:
        """The silence that ends an utterance now; seconds."""
        return self._profile.silence

    def listen(self, profile: Profile, *, prompt_plays: bool, going_on: bool = False) -> None:
        """Wait for a new utterance from here on; one that was running is forgotten.

        ``going_on``: what was heard last may be how it begins (after :meth:`hold`).
        """
        self._profile = profile
        self._listening = True
        self.speaking = False
        if not going_on:
            self._heard.clear()
            self._kept.clear()
        self._prompt_plays = prompt_plays

    def hold(self) -> None:
        """Begin no utterance until ``listen``, and keep how one may be beginning."""
        self._listening = False

    def listen_again(self) -> None:
        """Wait for another utterance in the same turn: the one before was none."""
        self._listening = True
        self._heard.clear()

    def was_noise(self) -> None:
        """The utterance that ended was no word: learn from it, if it may have been echo."""
        if self._began_in_prompt:
            self._activity.was_noise()

    def prompt_stopped(self) -> None:
        """The prompt is silent: there is no echo any more."""
        self._prompt_plays = False

    def take(self, sound: bytes) -> Iterator[tuple[Mark, bytes]]:
        """Yield each mark with the sound of the utterance that comes with it.

        Nothing is yielded while nobody speaks. ``ENDED`` comes with no sound.
        """
        sound = self._rest + sound
        whole = len(sound) - len(sound) % FRAME_BYTES
        self._rest = sound[whole:]
        for at in range(0, whole, FRAME_BYTES):
            yield from self._frame(sound[at : at + FRAME_BYTES])

    def end(self) -> None:
        """End the utterance here, and wait for none until ``listen``."""
        self._listening = False
        self.speaking = False
        self._heard.clear()

    def _frame(self, sound: bytes) -> Iterator[tuple[Mark, bytes]]:
        if self.speaking:
            yield from self._on(sound)
            return
        self._kept.append(sound)
        if self._begins(sound):
            self.speaking = True
            self._activity.caller_speaks()
            self._began_in_prompt = self._prompt_plays
            self._speaking_frames = len(self._kept)
            self._quiet_frames = self._since_voice = 0
            yield Mark.BEGAN, b"".join(self._kept)
            self._kept.clear()

    def _on(self, sound: bytes) -> Iterator[tuple[Mark, bytes]]:
        """Go on with the utterance; of a pause only the beginning and the end are passed on."""
        is_over = self._is_over(sound)
        if self._quiet_frames <= PAUSE_FRAMES:
            if self._kept:
                yield Mark.SPEAKING, b"".join(self._kept)
                self._kept.clear()
            yield Mark.SPEAKING, sound
        else:
            self._kept.append(sound)
        if is_over:
            self.end()
            yield Mark.ENDED, b""

    def _begins(self, sound: bytes) -> bool:
        frame = self._activity.frame(sound, prompt_plays=self._prompt_plays, speaking=False)
        self._heard.append(frame)
        if not frame.voiced:
            return False
        bursts = (f.level for f in self._heard if f.loud and not f.voiced and not f.sibilant)
        burst = max(bursts, default=SILENCE)
        voices = [f for f in self._heard if f.voiced and f.level > burst - BURST]
        hisses = sum(f.sibilant and not f.voiced for f in self._heard)
        weight = sum(_weight(voice) for voice in voices)
        weight += min(hisses, HISSES_AT_MOST) * self._onset.sibilant_share
        if not self._listening or weight * FRAME_SECONDS < self._onset.voiced:
            return False
        self._voiced_frames = len(voices)
        return True

    def _is_over(self, sound: bytes) -> bool:
        frame = self._activity.frame(sound, prompt_plays=self._prompt_plays, speaking=True)
        self._speaking_frames += 1
        self._voiced_frames += frame.voiced
        self._since_voice = 0 if frame.voiced else self._since_voice + 1
        of_a_word = frame.voiced or (frame.loud and self._since_voice <= UNVOICED_NEAR_VOICE)
        self._quiet_frames = 0 if of_a_word else self._quiet_frames + 1
        seconds = self._speaking_frames * FRAME_SECONDS
        too_long = seconds >= self._profile.longest
        return too_long or self._quiet_frames * FRAME_SECONDS >= self._profile.silence


def _weight(voice: Frame) -> float:
    """What a frame of a voice counts towards an utterance: 1 to 6."""
    unclear, clear = CLEAR
    clearness = min(max((voice.clear - unclear) / (clear - unclear), 0.0), 1.0)
    return 1 + min(voice.over / LOUD, 1.0) + CLEAR_GAIN * clearness
