// A supervisor in a call: heard by nobody, by the agent alone, or by both.

import { computed, effect, signal } from "@preact/signals";

import { Softphone, type SipAccount } from "../line/softphone";
import { troubleOf } from "../parts/staff_page";
import { get, post } from "../web/api";

export type Mode = "listen" | "whisper" | "barge";

/** The keys by which Asterisk's dialplan (context `monitor`) changes the mode. */
const KEYS: Readonly<Record<Mode, string>> = { listen: "4", whisper: "5", barge: "6" };

export const MODE_LABELS: Readonly<Record<Mode, string>> = {
  listen: "Escuchar",
  whisper: "Susurrar",
  barge: "Entrar",
};

export const MODE_MEANINGS: Readonly<Record<Mode, string>> = {
  listen: "Usted oye a los dos; nadie lo oye.",
  whisper: "Usted le habla solo al asesor; quien llama no lo oye.",
  barge: "Los dos lo oyen.",
};

const REGISTERS_WITHIN_MS = 8000;

export class Monitor {
  readonly phone = new Softphone();
  /** Whose call one is in; undefined while in none. */
  readonly agentId = signal<number | undefined>(undefined);
  readonly mode = signal<Mode>("listen");
  readonly trouble = signal<string | undefined>(undefined);
  readonly status = computed(() => this.phone.call.value?.status);
  private started = false;
  private readonly endings = [
    effect(() => {
      if (this.phone.call.value?.status === "ringing" && this.agentId.peek() !== undefined) {
        void this.phone.answer();
      }
    }),
    effect(() => {
      if (this.phone.lastCause.value !== undefined && !this.phone.call.value) this.agentId.value = undefined;
    }),
    effect(() => this.phone.mute(this.mode.value === "listen" && this.status.value === "talking")),
  ];

  stop(): void {
    for (const end of this.endings) end();
    this.phone.hangUp();
    this.phone.stop();
  }

  /** Goes into an agent's call, heard by nobody unless `mode` says otherwise. */
  async join(agentId: number, mode: Mode = "listen"): Promise<void> {
    if (this.agentId.peek() !== undefined) return;
    this.trouble.value = undefined;
    this.mode.value = mode;
    this.agentId.value = agentId;
    try {
      await this.ready();
      await post("/monitorings", { agent_id: agentId, mode });
    } catch (error) {
      this.agentId.value = undefined;
      this.trouble.value = troubleOf(error);
    }
  }

  /** Changes the mode without leaving the call. */
  change(mode: Mode): void {
    if (this.status.peek() !== "talking") return;
    this.phone.key(KEYS[mode]);
    this.mode.value = mode;
  }

  leave(): void {
    this.phone.hangUp();
    this.agentId.value = undefined;
  }

  private async ready(): Promise<void> {
    if (!this.started) {
      this.phone.start(await get<SipAccount>("/monitorings/phone"));
      this.started = true;
    }
    await new Promise<void>((done) => {
      const timer = setTimeout(done, REGISTERS_WITHIN_MS);
      const end = effect(() => {
        if (this.phone.registration.value !== "registered") return;
        clearTimeout(timer);
        done();
        queueMicrotask(() => end());
      });
    });
  }
}
