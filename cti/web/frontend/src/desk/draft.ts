// What the agent has written about a call so far: kept in the tab, so that a reload loses nothing.

import type { TaskDraft } from "../model/task";

export interface Draft {
  readonly disposition: string;
  readonly note: string;
  /** What remains to be done; undefined while nobody thought of anything. */
  readonly task?: TaskDraft | undefined;
}

export const EMPTY_DRAFT: Draft = { disposition: "", note: "" };

const key = (callId: string): string => `linea-draft-${callId}`;

export function readDraft(callId: string): Draft {
  try {
    const kept: unknown = JSON.parse(sessionStorage.getItem(key(callId)) ?? "null");
    return kept && typeof kept === "object" ? { ...EMPTY_DRAFT, ...kept } : EMPTY_DRAFT;
  } catch {
    return EMPTY_DRAFT;
  }
}

export function keepDraft(callId: string, draft: Draft): void {
  sessionStorage.setItem(key(callId), JSON.stringify(draft));
}

export function dropDraft(callId: string): void {
  sessionStorage.removeItem(key(callId));
}
