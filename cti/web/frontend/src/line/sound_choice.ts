// What a person chose to hear and speak with, kept by the browser: another machine has other devices.

export type Tone = "soft" | "classic";

export interface SoundChoice {
  /** Device ids of the browser; empty is its default device. */
  readonly microphone: string;
  readonly speaker: string;
  readonly ring: string;
  /** The names that the devices had when they were chosen, to say which one is missing. */
  readonly labels: Readonly<Record<string, string>>;
  /** How loud it rings, 0 to 100. */
  readonly volume: number;
  readonly tone: Tone;
}

const KEY = "linea.sound";

export const DEFAULT_CHOICE: SoundChoice = {
  microphone: "",
  speaker: "",
  ring: "",
  labels: {},
  volume: 60,
  tone: "soft",
};

/** The choice that `text` holds; what it lacks, or what is no choice, is the default. */
export function choiceOf(text: string | null): SoundChoice {
  let kept: Partial<Record<keyof SoundChoice, unknown>>;
  try {
    kept = (JSON.parse(text ?? "{}") ?? {}) as typeof kept;
  } catch {
    return DEFAULT_CHOICE;
  }
  const id = (value: unknown): string => (typeof value === "string" ? value : "");
  const { labels, volume } = kept;
  return {
    microphone: id(kept.microphone),
    speaker: id(kept.speaker),
    ring: id(kept.ring),
    labels: typeof labels === "object" && labels ? (labels as Record<string, string>) : {},
    volume: typeof volume === "number" && volume >= 0 && volume <= 100 ? volume : DEFAULT_CHOICE.volume,
    tone: kept.tone === "classic" ? "classic" : "soft",
  };
}

export const readChoice = (): SoundChoice => choiceOf(localStorage.getItem(KEY));

export const keepChoice = (choice: SoundChoice): void =>
  localStorage.setItem(KEY, JSON.stringify(choice));
