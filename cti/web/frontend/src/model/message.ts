// What the server tells a desk over the WebSocket (docs/architecture.md, section 5).

import type { AgentState } from "./agent";
import type { HelpRequest, Waiting } from "./backlog";
import type { Billing, Card, Invoice, Overdue, PathStep } from "./card";
import type { Handover } from "./handover";

export type WithdrawnWhy =
  | "ring_no_answer"
  | "answered_elsewhere"
  | "caller_left"
  | "back_to_queue"
  | "not_placed"
  | "given_up";

export type Message =
  | {
      readonly type: "hello";
      readonly seq: number;
      readonly state: AgentState;
      readonly reason?: string | null;
      readonly until?: string | null;
      readonly prolonged?: boolean;
      readonly call?: Card | null;
      readonly answered_at?: string | null;
      readonly path_live?: boolean;
    }
  | { readonly type: "pop"; readonly seq: number; readonly call: Card }
  | { readonly type: "card"; readonly seq: number; readonly call: Card }
  | {
      readonly type: "answered";
      readonly seq: number;
      readonly call_id: string;
      readonly at: string;
    }
  | {
      readonly type: "reached";
      readonly seq: number;
      readonly call_id: string;
      readonly at: string;
    }
  | {
      readonly type: "not_reached";
      readonly seq: number;
      readonly call_id: string;
      /** Asterisk's DIALSTATUS in lower case. */
      readonly why: string;
    }
  | {
      readonly type: "withdrawn";
      readonly seq: number;
      readonly call_id: string;
      readonly why: WithdrawnWhy;
    }
  | {
      readonly type: "ended";
      readonly seq: number;
      readonly call_id: string;
      readonly at: string;
      readonly wrap_up_until: string | null;
      readonly prolonged?: boolean;
    }
  | {
      readonly type: "state";
      readonly seq: number;
      readonly state: AgentState;
      readonly reason?: string | null;
      readonly until?: string | null;
      readonly prolonged?: boolean;
    }
  | {
      readonly type: "path";
      readonly seq: number;
      readonly call_id: string;
      readonly steps: readonly PathStep[];
    }
  | {
      readonly type: "billing";
      readonly seq: number;
      readonly call_id: string;
      readonly billing: Billing;
      readonly invoices?: readonly Invoice[];
      readonly overdue?: Overdue;
    }
  | { readonly type: "waiting"; readonly seq: number; readonly queues: Waiting }
  | { readonly type: "help"; readonly seq: number; readonly request: HelpRequest | null }
  | { readonly type: "tasks"; readonly seq: number }
  | { readonly type: "handover"; readonly seq: number; readonly handover: Handover }
  | { readonly type: "path_live"; readonly seq: number; readonly path_live: boolean };

/** A message of the server, or undefined for what this page doesn't know (a newer server). */
export function parseMessage(text: string): Message | undefined {
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value !== "object" || value === null) return undefined;
    const { type, seq } = value as { type?: unknown; seq?: unknown };
    return typeof type === "string" && typeof seq === "number" ? (value as Message) : undefined;
  } catch {
    return undefined;
  }
}
