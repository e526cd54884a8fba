// The calls that callers are owed (docs/architecture.md, section 5).

import { get, post } from "../web/api";

export interface Callback {
  readonly id: number;
  readonly masked: string;
  readonly priority: boolean;
  readonly requested_at: string;
  readonly not_before: string;
  readonly state: "waiting" | "calling" | "failed";
  readonly urgent: boolean;
  readonly attempts: number;
  readonly last_attempt: string | null;
}

export const callbacksOwed = async (): Promise<readonly Callback[]> =>
  (await get<{ callbacks: Callback[] }>("/callbacks")).callbacks;

export const callNow = (id: number): Promise<void> => post(`/callbacks/${id}/call-now`, {});

export const cancel = (id: number): Promise<void> => post(`/callbacks/${id}/cancel`, {});

const ATTEMPTS: Readonly<Record<string, string>> = {
  no_answer: "No contestó",
  busy: "Ocupado",
  unreachable: "No se pudo comunicar",
  not_confirmed: "Contestó y no confirmó",
  later: "Pidió que fuera más tarde",
};

export const attemptName = (code: string): string => ATTEMPTS[code] ?? code;
