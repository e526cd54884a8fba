// What the server tells an agent beside the call: who waits, the supervisor's answer, time limits.

import { signal } from "@preact/signals";

import type { HelpRequest, Waiting } from "../model/backlog";
import type { Message } from "../model/message";

export class OwnNews {
  /** The queues that one serves and in which somebody waits. */
  readonly waiting = signal<Waiting>({});
  readonly help = signal<HelpRequest | null>(null);
  /** By when a pause should be over; null where it has no limit. */
  readonly pauseUntil = signal<string | null>(null);
  /** This wrap-up had its more time already. */
  readonly prolonged = signal(false);
  /** Grows with each change of the tasks. */
  readonly taskChanges = signal(0);

  take(message: Message): void {
    switch (message.type) {
      case "waiting":
        this.waiting.value = message.queues;
        break;
      case "help":
        this.help.value = message.request;
        break;
      case "tasks":
        this.taskChanges.value += 1;
        break;
      case "hello":
      case "state":
        this.pauseUntil.value = message.state === "paused" ? (message.until ?? null) : null;
        this.prolonged.value = message.prolonged ?? false;
        break;
      case "ended":
        this.prolonged.value = message.prolonged ?? false;
        break;
    }
  }
}
