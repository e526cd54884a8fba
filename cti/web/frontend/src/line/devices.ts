// Microphones and loudspeakers: which there are, which were chosen, which are missing.

import { computed, signal } from "@preact/signals";

import { keepChoice, readChoice, type SoundChoice } from "./sound_choice";

export type Use = "microphone" | "speaker" | "ring";

export interface Device {
  readonly kind: string;
  readonly deviceId: string;
  readonly label: string;
}

const KIND: Readonly<Record<Use, MediaDeviceKind>> = {
  microphone: "audioinput",
  speaker: "audiooutput",
  ring: "audiooutput",
};
const NAMES: Readonly<Record<Use, string>> = {
  microphone: "el micrófono",
  speaker: "el altavoz",
  ring: "el equipo del timbre",
};
const USES = ["microphone", "speaker", "ring"] as const;

/** The devices for a use, but for the aliases by which Chromium lists its default ones again. */
export function choicesFor(found: readonly Device[], use: Use): readonly Device[] {
  const aliases = ["", "default", "communications"];
  return found.filter(({ kind, deviceId }) => kind === KIND[use] && !aliases.includes(deviceId));
}

/** What is used: the chosen device where it is there (or nobody can tell), else the default. */
export function inUse(found: readonly Device[], choice: SoundChoice, use: Use): string {
  const chosen = choice[use];
  const there = choicesFor(found, use);
  return there.length === 0 || there.some(({ deviceId }) => deviceId === chosen) ? chosen : "";
}

/** What to say where a device that was chosen came or went; undefined where none did. */
export function news(
  before: readonly Device[],
  after: readonly Device[],
  choice: SoundChoice,
): string | undefined {
  for (const use of USES) {
    const was = inUse(before, choice, use);
    const is = inUse(after, choice, use);
    if (was === is) continue;
    const name = choice.labels[choice[use]] ?? NAMES[use];
    if (is === "") return `Se desconectó «${name}». La llamada sigue con el equipo predeterminado.`;
    return `Volvió «${name}» y se usa de nuevo.`;
  }
  return undefined;
}

export class Devices {
  readonly found = signal<readonly Device[]>([]);
  readonly choice = signal<SoundChoice>(readChoice());
  /** What happened to a chosen device, in Spanish; undefined once it was read. */
  readonly notice = signal<string | undefined>(undefined);
  readonly microphone = computed(() => inUse(this.found.value, this.choice.value, "microphone"));
  readonly speaker = computed(() => inUse(this.found.value, this.choice.value, "speaker"));
  readonly ring = computed(() => inUse(this.found.value, this.choice.value, "ring"));

  /** Follows what is plugged in and out; gives back what ends it. */
  start(): () => void {
    const media = navigator.mediaDevices as MediaDevices | undefined;
    if (!media) return () => undefined;
    const look = (): void => void this.look();
    media.addEventListener("devicechange", look);
    look();
    return () => media.removeEventListener("devicechange", look);
  }

  /** Lists the devices; their names are there once a microphone was allowed. */
  async look(): Promise<void> {
    const media = navigator.mediaDevices as MediaDevices | undefined;
    if (!media) return;
    const before = this.found.peek();
    const after = await media.enumerateDevices();
    const told = before.length > 0 ? news(before, after, this.choice.peek()) : undefined;
    if (told) this.notice.value = told;
    this.found.value = after;
  }

  choose(part: Partial<SoundChoice>): void {
    const labels = { ...this.choice.peek().labels };
    for (const use of USES) {
      const device = this.found.peek().find(({ deviceId }) => deviceId === part[use]);
      if (device?.deviceId && device.label) labels[device.deviceId] = device.label;
    }
    this.choice.value = { ...this.choice.peek(), ...part, labels };
    keepChoice(this.choice.peek());
    this.notice.value = undefined;
  }
}
