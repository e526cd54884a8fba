// The ring: two soft notes made by WebAudio, one second in four.

const NOTES_HZ = [587, 740] as const;
const NOTE_SECONDS = 0.42;
const PERIOD_MS = 4000;
const LOUDNESS = 0.12;

export class RingTone {
  private context: AudioContext | undefined;
  private timer: ReturnType<typeof setInterval> | undefined;

  /** Browsers allow sound only after a gesture: any first key or click opens it. */
  unlockOnGesture(): void {
    const open = (): void => {
      this.context ??= new AudioContext();
      void this.context.resume();
    };
    window.addEventListener("pointerdown", open, { once: true });
    window.addEventListener("keydown", open, { once: true });
  }

  start(): void {
    if (this.timer !== undefined) return;
    this.context ??= new AudioContext();
    this.play();
    this.timer = setInterval(() => this.play(), PERIOD_MS);
  }

  stop(): void {
    clearInterval(this.timer);
    this.timer = undefined;
  }

  private play(): void {
    const context = this.context;
    if (!context || context.state !== "running") return void context?.resume();
    for (const [turn, hertz] of [...NOTES_HZ, ...NOTES_HZ].entries()) {
      this.note(context, hertz, context.currentTime + turn * NOTE_SECONDS * 0.6);
    }
  }

  private note(context: AudioContext, hertz: number, at: number): void {
    const oscillator = new OscillatorNode(context, { type: "sine", frequency: hertz });
    const volume = new GainNode(context, { gain: 0 });
    volume.gain.setValueAtTime(0, at);
    volume.gain.linearRampToValueAtTime(LOUDNESS, at + 0.03);
    volume.gain.exponentialRampToValueAtTime(0.0001, at + NOTE_SECONDS);
    oscillator.connect(volume).connect(context.destination);
    oscillator.start(at);
    oscillator.stop(at + NOTE_SECONDS);
  }
}
