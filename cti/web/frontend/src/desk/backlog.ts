// What waits for the agent beside the call: tasks, calls to return, what was filed, the wordings.

import { computed, signal } from "@preact/signals";

import type { Filed, MissedCall, Wording } from "../model/backlog";
import { isDue, type TaskList } from "../model/task";
import { get, post } from "../web/api";
import { tick } from "../web/server_clock";

export type Drawer = "tasks" | "missed" | "wordings";

/** Runs a request of the desk; undefined where it failed, which the desk says. */
export type Attempt = <T>(work: Promise<T>) => Promise<T | undefined>;

export class Backlog {
  readonly drawer = signal<Drawer | undefined>(undefined);
  readonly tasks = signal<TaskList>({ tasks: [], colleagues: [] });
  readonly missed = signal<readonly MissedCall[]>([]);
  readonly wordings = signal<readonly Wording[]>([]);
  /** What was filed in the call on screen; undefined while that isn't known. */
  readonly filed = signal<Filed | undefined>(undefined);
  readonly due = computed(() => this.tasks.value.tasks.filter((task) => isDue(task, tick.value)).length);
  readonly toReturn = computed(() => this.missed.value.filter(({ number }) => number !== null).length);

  constructor(private readonly attempt: Attempt) {}

  // What is looked at now and again fails in silence: the desk says itself when it is cut off.

  /** Opens a drawer, or closes it where it is open. */
  toggle(drawer: Drawer): void {
    this.drawer.value = this.drawer.peek() === drawer ? undefined : drawer;
    if (this.drawer.peek() === "missed") void this.lookAtMissed();
    if (this.drawer.peek() === "wordings") void this.readWordings();
  }

  async lookAtTasks(): Promise<void> {
    this.tasks.value = await get<TaskList>("/tasks").catch(() => this.tasks.peek());
  }

  async lookAtMissed(): Promise<void> {
    const found = await get<{ calls: readonly MissedCall[] }>("/calls/missed").catch(() => undefined);
    if (found) this.missed.value = found.calls;
  }

  async readWordings(): Promise<void> {
    if (this.wordings.peek().length > 0) return;
    const found = await this.attempt(get<{ wordings: readonly Wording[] }>("/wordings"));
    if (found) this.wordings.value = found.wordings;
  }

  /** Looks what was filed in a call; that it can't be told now is no trouble. */
  async lookAtFiled(callId: string | undefined): Promise<void> {
    const path = callId && `/calls/${encodeURIComponent(callId)}/filed`;
    this.filed.value = path ? await get<Filed>(path).catch(() => undefined) : undefined;
  }

  async takeTask(id: number): Promise<void> {
    await this.change(`/tasks/${id}/take`, {});
  }

  async finishTask(id: number): Promise<void> {
    await this.change(`/tasks/${id}/done`, {});
  }

  async postponeTask(id: number, due_at: string): Promise<void> {
    await this.change(`/tasks/${id}/postpone`, { due_at });
  }

  async addTask(wish: object): Promise<boolean> {
    return this.change("/tasks", wish);
  }

  private async change(path: string, body: object): Promise<boolean> {
    const done = await this.attempt(post<void>(path, body).then(() => true));
    await this.lookAtTasks();
    return done ?? false;
  }
}
