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

/** Why an agent pauses, as the installation has it. `minutes` 0: as long as it takes. */
export interface PauseReason {
  readonly code: string;
  readonly label: string;
  readonly minutes: number;
  /** It comes of what happened; nobody chooses it. */
  readonly by_itself: boolean;
}

/** What comes of itself, whatever the installation calls it. */
const BY_ITSELF: Readonly<Record<string, string>> = {
  missed_call: "No contestó",
  connection_lost: "Sin conexión",
};

export function reasonLabel(
  reason: string | null | undefined,
  pauses: readonly PauseReason[] = [],
): string | undefined {
  if (!reason) return undefined;
  return pauses.find(({ code }) => code === reason)?.label ?? BY_ITSELF[reason] ?? reason;
}

export interface Agent {
  readonly id: number;
  readonly name: string;
  readonly user: string;
  readonly role: string;
}

/** Where the agent's softphone registers, through the door of the page's own origin. */
export interface DeskPhone {
  readonly uri: string;
  readonly password: string;
  readonly ws: string;
  readonly display: string;
  readonly ice: readonly RTCIceServer[];
}

export interface Today {
  readonly answered: number;
  readonly missed: number;
  readonly talk_seconds: number;
  /** Means in seconds, occupancy from 0 to 1, satisfaction from 1 to 5; null while there are none. */
  readonly talk_mean: number | null;
  readonly wrap_up_mean: number | null;
  readonly occupancy: number | null;
  readonly satisfaction: number | null;
  readonly ratings: number;
}

export interface Me {
  readonly agent: Agent;
  readonly state: AgentState;
  readonly reason: string | null;
  /** Null for who serves no queue, or answers with a desk telephone. */
  readonly desk: DeskPhone | null;
  /** The desk telephone that is answered with in place of the browser, by its name for people. */
  readonly telephone?: string | null;
  readonly queues: readonly string[];
  readonly today: Today;
  readonly pauses: readonly PauseReason[];
  /** Where tasks wait for whoever has time. */
  readonly task_queues: readonly { readonly code: string; readonly label: string }[];
  /** What may be added to a wrap-up, once; 0: nothing. */
  readonly more_seconds: number;
}

export interface Disposition {
  readonly code: string;
  readonly label: string;
  readonly group: string;
  /** The groups it lies in, the outermost first. */
  readonly path: readonly string[];
}
