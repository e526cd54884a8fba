// An agent as the server sees them.

export type AgentState = "available" | "ringing" | "talking" | "wrap_up" | "paused" | "offline";

/** The states that an agent may ask for; the rest follow from calls. */
export type ChosenState = "available" | "paused" | "offline";

export const STATE_LABELS: Readonly<Record<AgentState, string>> = {
  available: "Disponible",
  ringing: "Timbrando",
  talking: "En llamada",
  wrap_up: "Cerrando llamada",
  paused: "En pausa",
  offline: "Desconectado",
};

/** The pauses an agent may choose, in the order shown. */
export const PAUSE_REASONS = [
  { code: "rest", label: "Descanso" },
  { code: "lunch", label: "Almuerzo" },
  { code: "training", label: "Capacitación" },
  { code: "meeting", label: "Reunión" },
  { code: "equipment", label: "Falla de equipo" },
] as const;

const REASON_LABELS: Readonly<Record<string, string>> = {
  ...Object.fromEntries(PAUSE_REASONS.map(({ code, label }) => [code, label])),
  missed_call: "No contestó",
  connection_lost: "Sin conexión",
};

export const reasonLabel = (reason: string | null | undefined): string | undefined =>
  reason ? (REASON_LABELS[reason] ?? reason) : undefined;

export interface Agent {
  readonly id: number;
  readonly name: string;
  readonly user: string;
  readonly role: string;
}

/** Where the agent's softphone registers. `ws` is Asterisk's WebSocket. */
export interface DeskPhone {
  readonly uri: string;
  readonly password: string;
  readonly ws: string;
  readonly display: string;
}

export interface Today {
  readonly answered: number;
  readonly missed: number;
  readonly talk_seconds: number;
}

export interface Me {
  readonly agent: Agent;
  readonly state: AgentState;
  readonly reason: string | null;
  /** Null for who serves no queue. */
  readonly desk: DeskPhone | null;
  readonly queues: readonly string[];
  readonly today: Today;
}

export interface Disposition {
  readonly code: string;
  readonly label: string;
  readonly group: string;
}
