// Handing the caller on: what is being chosen, and what the server is asked for.

import { signal } from "@preact/signals";

import type { Destination, Targets } from "../model/handover";
import { get, post } from "../web/api";
import type { Attempt } from "./backlog";

const NOBODY: Targets = { agents: [], queues: [], outside: [], prefixes: [] };

export class HandingOn {
  readonly open = signal(false);
  readonly targets = signal<Targets>(NOBODY);
  readonly note = signal("");

  /** An order was sent and its answer is awaited: a second one is not sent. */
  private waits = false;

  constructor(
    private readonly attempt: Attempt,
    private readonly callId: () => string | undefined,
  ) {}

  toggle(): void {
    if (this.open.peek()) this.close();
    else this.open.value = true;
  }

  close(): void {
    this.open.value = false;
    this.note.value = "";
  }

  /** Looks who is free now; that it can't be told for a moment is no trouble. */
  async look(): Promise<void> {
    this.targets.value = await get<Targets>("/transfer-targets").catch(() => this.targets.peek());
  }

  /** Sends the caller there without asking first. */
  async transfer(to: Destination): Promise<void> {
    if (await this.order("transfer", { ...to, note: this.note.peek().trim() })) this.close();
  }

  /** Lets the caller wait, and asks there. */
  async consult(to: Destination): Promise<void> {
    if (await this.order("consultation", { ...to, note: this.note.peek().trim() })) this.close();
  }

  async complete(): Promise<void> {
    await this.order("consultation/complete", {});
  }

  async takeBack(): Promise<void> {
    await this.order("consultation/back", {});
  }

  async together(): Promise<void> {
    await this.order("consultation/conference", {});
  }

  private async order(what: string, body: object): Promise<boolean> {
    const callId = this.callId();
    if (!callId || this.waits) return false;
    this.waits = true;
    const path = `/calls/${encodeURIComponent(callId)}/${what}`;
    const done = await this.attempt(post<void>(path, body).then(() => true));
    this.waits = false;
    return done ?? false;
  }
}
