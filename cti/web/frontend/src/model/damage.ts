// Outages, damage reports and opening hours, as the server tells them.

import { get, post } from "../web/api";
import type { Transcript } from "./transcript";

export interface Outage {
  readonly id: number;
  readonly service: string;
  readonly zone: string;
  readonly zone_id: number;
  readonly cause: string;
  readonly planned: boolean;
  readonly started_at: string;
  readonly restoration: string | null;
  readonly ended_at: string | null;
  /** How many damage reports joined it. */
  readonly reports: number;
}

export interface Suspected {
  readonly service: string;
  readonly zone_id: number;
  readonly zone: string;
  readonly reports: number;
  readonly since: string;
  readonly tickets: readonly string[];
}

export interface Zone {
  readonly id: number;
  readonly name: string;
  readonly kind: string;
}

export interface Situation {
  readonly outages: readonly Outage[];
  readonly suspected: readonly Suspected[];
  readonly zones: readonly Zone[];
  readonly services: readonly { readonly code: string; readonly name: string }[];
}

/** An outage as it is entered. */
export interface WrittenOutage {
  readonly service: string;
  readonly zones: readonly number[];
  readonly cause: string;
  readonly planned: boolean;
  readonly started_at: string;
  readonly restoration: string | null;
}

export interface DamageReport {
  readonly ticket: string;
  readonly service: string | null;
  readonly kind: string;
  readonly priority: number;
  readonly address: string;
  readonly zone: string | null;
  readonly opened_at: string;
  readonly closed_at: string | null;
  readonly state: string;
  readonly call_id: string | null;
  readonly outage_id: number | null;
  readonly place_recording: string | null;
  readonly place_seconds: number | null;
  readonly place_transcript: Transcript | null;
  readonly crew: string;
  readonly closing: string;
  readonly notifies: boolean;
}

export interface Day {
  readonly day: string;
  readonly stretches: readonly string[];
}

export interface Numbers {
  readonly returning_hours: number;
  readonly short_notice_days: number;
  readonly attention_hours_2: number;
  readonly attention_hours_3: number;
  readonly attention_hours_4: number;
}

export interface Hours {
  readonly open: boolean;
  readonly holiday: string | null;
  readonly opens_next: string | null;
  readonly week: readonly Day[];
  readonly numbers: Numbers;
}

export const situation = (): Promise<Situation> => get("/outages");
export const enterOutage = (written: WrittenOutage): Promise<{ ids: number[] }> =>
  post("/outages", written);
export const changeOutage = (id: number, written: WrittenOutage): Promise<void> =>
  post(`/outages/${id}`, written);
export const closeOutages = (ids: readonly number[]): Promise<{ written_to: number }> =>
  post("/outages/close", { ids });

export const damageReports = async (query: URLSearchParams): Promise<readonly DamageReport[]> =>
  (await get<{ readonly damages: readonly DamageReport[] }>(`/damages?${query}`)).damages;
export const assignReport = (ticket: string, crew: string): Promise<void> =>
  post(`/damages/${encodeURIComponent(ticket)}/assign`, { crew });
export const closeReport = (ticket: string, closing: string): Promise<void> =>
  post(`/damages/${encodeURIComponent(ticket)}/close`, { closing });
export const reopenReport = (ticket: string): Promise<void> =>
  post(`/damages/${encodeURIComponent(ticket)}/reopen`, {});
export const joinReports = (tickets: readonly string[], outage_id: number): Promise<void> =>
  post("/damages/join", { tickets, outage_id });

export const openingHours = (): Promise<Hours> => get("/hours");
export const changeHours = (week: readonly Day[]): Promise<void> => post("/hours", { week });
export const changeNumbers = (numbers: Numbers): Promise<void> => post("/hours/numbers", numbers);
