// Calls as the log tells them (docs/architecture.md, section 5).

import { get } from "../web/api";
import type { Transcript } from "./transcript";

export interface CallLine {
  readonly call_id: string;
  readonly number: string | null;
  readonly withheld: boolean;
  readonly started_at: string;
  readonly outcome: string | null;
  readonly intent: string | null;
  readonly reason: string | null;
  readonly agent: string | null;
  readonly wait: number | null;
  readonly seconds: number | null;
  readonly disposition: string | null;
  readonly note: string | null;
  /** Seconds of its recording, null where there is none. */
  readonly recorded: number | null;
}

export interface CallPage {
  readonly calls: readonly CallLine[];
  readonly next: string | null;
}

export interface Leg {
  readonly channel: string;
  readonly role: string | null;
  readonly agent: string | null;
  readonly rang_at: string | null;
  readonly answered_at: string | null;
  readonly ended_at: string | null;
  readonly hangup_cause: number | null;
  readonly missed: boolean;
}

export interface Stay {
  readonly queue: string;
  readonly entered_at: string;
  readonly left_at: string | null;
  readonly reason: string | null;
}

export interface Step {
  readonly at: string;
  readonly kind: string;
  readonly heard: string | null;
  readonly label: string | null;
  /** How it was answered: "key" or "speech". */
  readonly by: string | null;
  /** The recogniser's score, 0 to 1; 1 for keys. */
  readonly confidence: number | null;
  readonly certainty: "sure" | "doubtful" | "none" | "confirmed" | null;
}

export interface WrapUp {
  readonly agent: string;
  readonly disposition: string;
  readonly note: string;
  readonly at: string;
}

export interface Followed {
  readonly account: string | null;
  readonly cases: readonly {
    readonly radicado: string;
    readonly kind: string;
    readonly subject: string;
    readonly state: string;
  }[];
  readonly damages: readonly {
    readonly ticket: string;
    readonly kind: string;
    readonly priority: number;
    readonly state: string;
  }[];
  readonly survey: {
    readonly accepted: boolean | null;
    readonly csat: number | null;
    readonly resolved: boolean | null;
    readonly nps: number | null;
    readonly comment: string | null;
  } | null;
}

export interface Call {
  readonly call_id: string;
  readonly number: string | null;
  readonly withheld: boolean;
  readonly dialled: string | null;
  readonly identity_level: number;
  readonly intent: string | null;
  readonly reason: string | null;
  readonly started_at: string;
  readonly answered_at: string | null;
  readonly ended_at: string | null;
  readonly outcome: string | null;
  readonly built: string | null;
  readonly legs: readonly Leg[];
  readonly stays: readonly Stay[];
  readonly steps: readonly Step[];
  readonly wrap_ups: readonly WrapUp[];
  readonly followed: Followed;
}

export interface Dictated {
  readonly name: string;
  readonly kind: string;
  readonly started_at: string;
  readonly seconds: number;
  readonly purged: boolean;
  readonly may_listen: boolean;
  readonly transcript: Transcript | null;
}

export interface Access {
  readonly name: string;
  readonly who: string;
  readonly address: string;
  readonly at: string;
}

export interface Recorded {
  /** The parts of the call's recording as one; null where the call was not recorded. */
  readonly call: {
    readonly started_at: string;
    readonly seconds: number;
    readonly purged: boolean;
    readonly held: boolean;
    readonly may_listen: boolean;
  } | null;
  readonly dictated: readonly Dictated[];
  /** Null for who may not see who listened. */
  readonly accesses: readonly Access[] | null;
}

/** Somebody of the staff was in the call with its agent. */
export interface Monitoring {
  readonly agent: string;
  readonly heard_agent: string;
  readonly mode: "listen" | "whisper" | "barge";
  readonly at: string;
  readonly ended_at: string | null;
}

/** How an agent's browser carried one talk: means, and the worst moment's opinion score. */
export interface Quality {
  readonly agent: string;
  readonly at: string;
  readonly seconds: number;
  readonly rtt_ms: number;
  readonly jitter_ms: number;
  readonly loss: number;
  readonly mos: number;
  readonly worst_mos: number;
}

const OUTCOMES = [
  "self_service",
  "agent",
  "abandoned_ivr",
  "abandoned_queue",
  "callback",
  "ladder_message",
  "ladder_oncall",
  "emergency",
  "failed",
] as const;

/** The outcomes to choose from in a filter. */
export const outcomes: readonly string[] = OUTCOMES;

export const callPage = (query: URLSearchParams): Promise<CallPage> => get(`/calls?${query}`);

export const callInFull = (callId: string): Promise<Call> =>
  get(`/calls/${encodeURIComponent(callId)}`);

export const recordedOf = (callId: string): Promise<Recorded> =>
  get(`/calls/${encodeURIComponent(callId)}/recordings`);

export const monitoringsOf = (callId: string): Promise<readonly Monitoring[]> =>
  get<{ monitorings: readonly Monitoring[] }>(
    `/calls/${encodeURIComponent(callId)}/monitorings`,
  ).then(({ monitorings }) => monitorings);

export const qualitiesOf = (callId: string): Promise<readonly Quality[]> =>
  get<{ qualities: readonly Quality[] }>(`/calls/${encodeURIComponent(callId)}/quality`).then(
    ({ qualities }) => qualities,
  );

/** Where a whole call's recording is heard. */
export const soundOf = (callId: string): string =>
  `/api/v1/calls/${encodeURIComponent(callId)}/recording`;
