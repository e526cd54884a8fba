// The ring, made by WebAudio: one of two, as loud and on the device that was chosen.

import type { Tone } from "./sound_choice";

interface Note {
  readonly hertz: number;
  /** Seconds from the ring's begin, and how long. */
  readonly at: number;
  readonly lasts: number;
}

const warble = (from: number): readonly Note[] =>
  Array.from({ length: 10 }, (_, turn) => ({
    hertz: turn % 2 ? 480 : 400,
    at: from + turn * 0.05,
    lasts: 0.06,
  }));

/** Two soft notes twice, or the double ring of a telephone's bell. */
const TONES: Readonly<Record<Tone, readonly Note[]>> = {
  soft: [587, 740, 587, 740].map((hertz, turn) => ({ hertz, at: turn * 0.252, lasts: 0.42 })),
  classic: [...warble(0), ...warble(0.7)],
};
const PERIOD_MS = 4000;
const LOUDEST = 0.35;

export interface RingSound {
  readonly tone: Tone;
  /** 0 to 100; heard as loudness, so its square is the amplitude. */
  readonly volume: number;
  /** The device it sounds on; empty is the default one. */
  readonly device: string;
}

export class RingTone {
  private context: AudioContext | undefined;
  private timer: ReturnType<typeof setInterval> | undefined;
  private sound: RingSound = { tone: "soft", volume: 60, device: "" };
  private readonly player = new Audio();
  private outlet: MediaStreamAudioDestinationNode | undefined;

  /** Browsers allow sound only after a gesture: any first key or click opens it. */
  unlockOnGesture(): void {
    const open = (): void => {
      this.context ??= new AudioContext();
      void this.context.resume();
    };
    window.addEventListener("pointerdown", open, { once: true });
    window.addEventListener("keydown", open, { once: true });
  }

  use(sound: RingSound): void {
    this.sound = sound;
  }

  start(): void {
    if (this.timer !== undefined) return;
    this.playOnce();
    this.timer = setInterval(() => this.playOnce(), PERIOD_MS);
  }

  stop(): void {
    clearInterval(this.timer);
    this.timer = undefined;
  }

  /** One ring; the test of the settings too. */
  playOnce(): void {
    const context = (this.context ??= new AudioContext());
    if (context.state !== "running") return void context.resume();
    const outlet = this.outletOf(context);
    for (const note of TONES[this.sound.tone]) this.play(context, outlet, note);
  }

  /** The chosen device takes the sound from an audio element: every browser can choose its device. */
  private outletOf(context: AudioContext): AudioNode {
    const { device } = this.sound;
    if (!device || !("setSinkId" in this.player)) return context.destination;
    this.outlet ??= context.createMediaStreamDestination();
    this.player.srcObject ??= this.outlet.stream;
    void this.player
      .setSinkId(device)
      .catch(() => undefined)
      .then(() => this.player.play())
      .catch(() => undefined);
    return this.outlet;
  }

  private play(context: AudioContext, outlet: AudioNode, { hertz, at, lasts }: Note): void {
    const from = context.currentTime + at;
    const loudness = Math.max(0.0001, LOUDEST * (this.sound.volume / 100) ** 2);
    const oscillator = new OscillatorNode(context, { type: "sine", frequency: hertz });
    const volume = new GainNode(context, { gain: 0 });
    volume.gain.setValueAtTime(0, from);
    volume.gain.linearRampToValueAtTime(loudness, from + Math.min(0.03, lasts / 2));
    volume.gain.exponentialRampToValueAtTime(0.0001, from + lasts);
    oscillator.connect(volume).connect(outlet);
    oscillator.start(from);
    oscillator.stop(from + lasts);
  }
}
