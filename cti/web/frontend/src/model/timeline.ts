// What happened with a caller before (cti/web/timeline.py).

import { get } from "../web/api";

export const KINDS = [
  "call",
  "case",
  "damage",
  "payment",
  "promise",
  "survey",
  "recording",
] as const;

export type Kind = (typeof KINDS)[number];

/** One thing that happened; what its kind doesn't have is null. Money in whole pesos. */
export interface Entry {
  readonly kind: Kind;
  readonly at: string;
  readonly id: string;
  readonly what: string | null;
  readonly about: string | null;
  readonly state: string | null;
  readonly agent: string | null;
  readonly note: string | null;
  readonly amount: number | null;
  readonly due_on: string | null;
  readonly seconds: number | null;
  /** Seconds of a recording that this person may hear. */
  readonly recorded: number | null;
  readonly score: number | null;
  readonly resolved: boolean | null;
  readonly call_id: string | null;
}

export interface TimelinePage {
  readonly entries: readonly Entry[];
  readonly next: string | null;
  readonly may_hear: boolean;
}

export function timelinePage(
  callId: string,
  kind: Kind | "",
  cursor: string | null,
): Promise<TimelinePage> {
  const query = new URLSearchParams();
  if (kind) query.set("kind", kind);
  if (cursor) query.set("cursor", cursor);
  return get(`/calls/${encodeURIComponent(callId)}/timeline?${query}`);
}
