// Follow-up tasks as the server tells them, and when they may be due.

import { ofField, toField } from "../damages/local_time";

export interface Task {
  readonly id: number;
  readonly what: string;
  readonly due_at: string;
  /** Null: it waits in its queue. */
  readonly agent_id: number | null;
  readonly queue: string | null;
  readonly call_id: string | null;
  readonly made_by: number;
  readonly made_by_name: string;
  readonly postponed: number;
}

export interface Colleague {
  readonly id: number;
  readonly name: string;
}

export interface TaskList {
  readonly tasks: readonly Task[];
  readonly colleagues: readonly Colleague[];
}

/** A task as it is written down: for whom is `me`, `agent:7` or `queue:cartera`. */
export interface TaskDraft {
  readonly what: string;
  readonly due: string;
  readonly whom: string;
}

export const MY_OWN = "me";

const HOUR_MS = 3_600_000;

/** What is offered for «when», as date-and-time fields hold it. */
export function dueChoices(now: number): readonly { readonly label: string; readonly due: string }[] {
  const at = (days: number, hour: string): string => {
    const day = toField(new Date(now + days * 24 * HOUR_MS).toISOString()).slice(0, 10);
    return `${day}T${hour}`;
  };
  const afternoon = at(0, "16:00");
  const soon = toField(new Date(now + HOUR_MS).toISOString());
  return [
    { label: "En una hora", due: soon },
    ...(soon < afternoon ? [{ label: "Hoy a las 4 p. m.", due: afternoon }] : []),
    { label: "Mañana a las 8 a. m.", due: at(1, "08:00") },
    { label: "En tres días", due: at(3, "08:00") },
    { label: "En una semana", due: at(7, "08:00") },
  ];
}

/** Whether the task's moment has come. */
export const isDue = (task: Task, now: number): boolean => Date.parse(task.due_at) <= now;

/** The body that the server takes; undefined while nothing is written. */
export function taskWish(draft: TaskDraft | undefined): object | undefined {
  const what = draft?.what.trim();
  if (!draft || !what || !draft.due) return undefined;
  const [kind, id] = draft.whom.split(":");
  const whom = kind === "agent" ? { agent_id: Number(id) } : kind === "queue" ? { queue: id } : {};
  return { what, due_at: ofField(draft.due), ...whom };
}
