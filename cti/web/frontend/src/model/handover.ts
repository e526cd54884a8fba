// A caller handed on from one agent to another (docs/architecture.md, section 5).

import type { AgentState } from "./agent";

export type HandoverStage = "ringing" | "talking" | "conference" | "back" | "over" | "caller_left";

export interface Handover {
  readonly call_id: string;
  readonly kind: "transfer" | "consultation";
  /** What this agent is in it: who hands on, or to whom. */
  readonly part: "by" | "to";
  readonly stage: HandoverStage;
  readonly by: string;
  readonly to: string;
  /** Why, as who hands on typed it; empty where nothing was. */
  readonly note: string;
  readonly why: string | null;
  /** When this page was told, in milliseconds of the server's clock. */
  readonly told?: number;
}

export interface AgentTarget {
  readonly id: number;
  readonly name: string;
  readonly state: AgentState;
  readonly reason: string | null;
  readonly queues: readonly string[];
}

export interface QueueTarget {
  readonly name: string;
  readonly serving: number;
  readonly free: number;
  readonly waiting: number;
}

export interface Targets {
  readonly agents: readonly AgentTarget[];
  readonly queues: readonly QueueTarget[];
  readonly outside: readonly { readonly number: string; readonly label: string }[];
  /** The beginnings of numbers that may be typed. */
  readonly prefixes: readonly string[];
}

/** Where a caller goes: exactly one of them. */
export type Destination = { readonly agent: number } | { readonly queue: string } | { readonly number: string };

const WHY: Readonly<Record<string, (to: string) => string>> = {
  no_answer: (to) => `${to} no contestó.`,
  busy: (to) => `${to} no puede atender ahora.`,
  away: (to) => `No se pudo llamar a ${to}.`,
  hung_up: (to) => `${to} colgó.`,
  taken_back: () => "La consulta terminó.",
  taken: (to) => `La llamada pasó a ${to}.`,
};

/** How a handing on that is over came out, for the agent who hears of it. */
export function outcomeText({ part, why, to }: Handover): string {
  if (part === "to" && why === "taken") return "Ahora la llamada es suya.";
  if (part === "to") return "La consulta terminó.";
  return why ? (WHY[why]?.(to) ?? "La consulta terminó.") : "La llamada sigue con usted.";
}

/** What is going on, in one line; empty where nothing needs to be said. */
export function handoverText(handover: Handover): string {
  const { kind, part, stage, by, to } = handover;
  if (stage === "over") return outcomeText(handover);
  if (stage === "caller_left") return "Quien llamaba colgó.";
  if (stage === "back") return part === "by" ? `${outcomeText(handover)} La llamada vuelve a usted.` : "";
  if (stage === "conference") return part === "by" ? `Hablan los tres: usted, ${to} y quien llama.` : `Hablan los tres: usted, ${by} y quien llama.`;
  if (kind === "transfer") return part === "to" ? `${by} le pasa esta llamada.` : "";
  if (part === "to") return stage === "ringing" ? `${by} quiere consultarle.` : `${by} le consulta; quien llama espera.`;
  return stage === "ringing" ? `Llamando a ${to}; quien llama espera con música.` : `Habla con ${to}; quien llama espera con música.`;
}

const SHOWN_MS = 8000;

/** Worth the place of the call's reason: what goes on, and for a moment how it came out. */
export const isNews = ({ stage, told = 0 }: Handover, now: number): boolean =>
  stage !== "over" || now - told < SHOWN_MS;

/** A consultation of this agent's own that goes on, or one in which they are asked. */
export const isConsulting = (handover: Handover | undefined): boolean =>
  handover?.kind === "consultation" && (handover.stage === "ringing" || handover.stage === "talking");
