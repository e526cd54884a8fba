// One tab holds the desk: two softphones of one agent would ring and answer against each other.
// Web Locks decide who holds it; a BroadcastChannel tells the others whether a call is going on.

import { signal } from "@preact/signals";

export type Hold = "asking" | "mine" | "elsewhere";

export class OnlyTab {
  readonly hold = signal<Hold>("asking");
  /** True while the tab that holds the desk is in a call. */
  readonly busyElsewhere = signal(false);
  private readonly channel: BroadcastChannel;
  private busy = false;
  private release: () => void = () => undefined;

  constructor(private readonly name: string) {
    this.channel = new BroadcastChannel(name);
    this.channel.onmessage = ({ data }) => this.hear(data);
  }

  /** Takes the desk if no other tab holds it. */
  ask(): void {
    this.request({ ifAvailable: true });
  }

  /** Takes the desk from the tab that holds it. */
  takeOver(): void {
    this.request({ steal: true });
  }

  tell(busy: boolean): void {
    this.busy = busy;
    if (this.hold.peek() === "mine") this.channel.postMessage({ busy });
  }

  private request(options: LockOptions): void {
    // Outside a secure context there are no locks; nor a microphone, which the desk says aloud.
    if (!("locks" in navigator)) {
      this.hold.value = "mine";
      return;
    }
    const held = navigator.locks.request(this.name, options, (lock) => this.keep(lock));
    held.catch(() => this.lose());
  }

  private keep(lock: Lock | null): Promise<void> {
    if (!lock) {
      this.lose();
      this.channel.postMessage({ ask: true });
      return Promise.resolve();
    }
    this.hold.value = "mine";
    return new Promise((resolve) => {
      this.release = resolve;
    });
  }

  private lose(): void {
    this.release();
    this.busyElsewhere.value = false;
    this.hold.value = "elsewhere";
  }

  private hear(data: { ask?: boolean; busy?: boolean }): void {
    if (data.ask && this.hold.peek() === "mine") this.channel.postMessage({ busy: this.busy });
    if (data.busy !== undefined) this.busyElsewhere.value = data.busy;
  }
}
