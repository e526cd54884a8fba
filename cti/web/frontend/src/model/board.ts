// The board as the server tells it, whole each time (docs/architecture.md, section 5).

import type { AgentState } from "./agent";
import type { QueueFigures, Variant } from "./figures";

export interface AgentNow {
  readonly id: number;
  readonly name: string;
  readonly state: AgentState;
  readonly reason: string | null;
  /** The reason as the installation words it; null where it has no words of its own. */
  readonly why: string | null;
  /** By when the wrap-up ends, or the pause should. */
  readonly until: string | null;
  readonly since: string | null;
  readonly call_id: string | null;
  readonly answered_at: string | null;
}

/** An agent who asks the supervisor: `by` answered, is `coming`, or wrote `text`. */
export interface HelpAsked {
  readonly agent_id: number;
  readonly call_id: string;
  readonly asked_at: string;
  readonly by: string | null;
  readonly coming: boolean;
  readonly text: string | null;
}

export interface Target {
  readonly seconds: number;
  readonly goal: number;
}

export interface Promised {
  readonly variant: Variant;
  readonly short_seconds: number;
  readonly targets: Readonly<Record<string, Target>>;
}

export interface SurveyResults {
  readonly invited: number;
  readonly answered: number;
  readonly csat_mean: number | null;
  readonly csat_top2: number | null;
  readonly fcr: number | null;
  readonly nps: number | null;
}

export interface Day {
  readonly at: string;
  readonly day: string;
  readonly calls: number;
  readonly promise: Promised;
  readonly queues: Readonly<Record<string, QueueFigures>>;
  readonly together: QueueFigures;
  readonly reasons: readonly { readonly flow: string | null; readonly calls: number }[];
  readonly survey: SurveyResults;
  readonly cases: { readonly overdue: number; readonly due_soon: number; readonly silence: number };
  readonly dangers_open: number;
  readonly callbacks_waiting: number;
  readonly messages_open: number;
  readonly emergency_messages_open: number;
}

export interface BoardMessage {
  readonly type: "hello" | "board";
  readonly seq: number;
  readonly at: string;
  readonly asterisk: boolean;
  readonly store: boolean;
  readonly in_machine: number;
  readonly talking: number;
  readonly waiting: Readonly<Record<string, { readonly count: number; readonly since: string }>>;
  readonly agents: readonly AgentNow[];
  readonly help: readonly HelpAsked[];
  /** Null until the day was counted. */
  readonly day: Day | null;
}

/** A message of the server, or undefined for what this page doesn't know. */
export function parseBoard(text: string): BoardMessage | undefined {
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value !== "object" || value === null) return undefined;
    const { type, seq, agents } = value as { type?: unknown; seq?: unknown; agents?: unknown };
    const known = (type === "hello" || type === "board") && typeof seq === "number";
    return known && Array.isArray(agents) ? (value as BoardMessage) : undefined;
  } catch {
    return undefined;
  }
}
