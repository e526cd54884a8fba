// Cases as the server tells them (docs/architecture.md, section 8).

import { get, post } from "../web/api";
import type { Transcript } from "./transcript";

export const VIEWS = [
  "open",
  "mine",
  "unassigned",
  "overdue",
  "due_soon",
  "silence",
  "incomplete",
  "answered",
  "finished",
  "all",
] as const;

export type View = (typeof VIEWS)[number];

export interface CaseLine {
  readonly radicado: string;
  readonly kind: string;
  readonly subject: string;
  readonly filed_at: string;
  readonly due_on: string;
  readonly state: string;
  readonly service: string | null;
  readonly priority: boolean;
  readonly petitioner: string;
  readonly anonymous: boolean;
  readonly assigned: string | null;
  readonly overdue: boolean;
  readonly due_soon: boolean;
  readonly at_risk_of_silence: boolean;
}

export interface CasePage {
  readonly cases: readonly CaseLine[];
  readonly next: string | null;
}

export interface Sound {
  readonly name: string;
  readonly seconds: number | null;
  readonly transcript: Transcript | null;
}

export interface Entry {
  readonly at: string;
  readonly kind: string;
  readonly note: string;
  readonly agent: string | null;
  readonly data: Readonly<Record<string, unknown>> | null;
}

export interface Person {
  readonly anonymous: boolean;
  readonly name: string;
  readonly document_kind: string;
  readonly document: string;
  readonly representative: string;
  readonly representative_document: string;
  readonly phone: string;
  readonly email: string;
  readonly address: string;
  readonly answer_by: string;
  readonly email_authorisation: Readonly<Record<string, string>> | null;
}

export interface Answer {
  readonly radicado: string;
  readonly code: string;
  readonly text: string;
  readonly at: string;
  readonly notify_by: string | null;
  readonly notified_at: string | null;
  readonly notification_code: string;
  readonly notification_means: string;
  readonly notification_proof: string;
}

export interface Case extends Omit<CaseLine, "petitioner" | "anonymous"> {
  readonly cause: string | null;
  readonly told: string;
  readonly narrative: readonly Sound[];
  readonly documents: readonly string[];
  readonly channel: string;
  readonly call_id: string | null;
  readonly account: string | null;
  readonly invoice_number: string;
  readonly received_by: string | null;
  readonly received_by_id: number | null;
  readonly person: Person;
  readonly first_due_on: string | null;
  readonly working_days: number;
  readonly rule_version: string;
  readonly complete_by: string | null;
  readonly assigned_to: number | null;
  readonly transferred_to: string;
  readonly answer: Answer | null;
  readonly history: readonly Entry[];
  readonly actions: readonly string[];
}

type Labels = Readonly<Record<string, string>>;

export interface Catalogue {
  readonly kinds: Readonly<Record<string, { label: string; help: string; days: number }>>;
  readonly services: Labels;
  readonly causes: Readonly<
    Record<string, { label: string; group: string; services: readonly string[] }>
  >;
  readonly answers: Labels;
  readonly notifications: Labels;
  readonly bodies: Labels;
  readonly people: readonly { readonly id: number; readonly name: string }[];
}

export interface Draft {
  readonly id: number;
  readonly kind: string;
  readonly call_id: string | null;
  readonly fields: Labels;
  readonly recorded: readonly Sound[];
  readonly at: string;
}

export interface DraftPage {
  readonly drafts: readonly Draft[];
  readonly next: string | null;
}

export interface Filed {
  readonly radicado: string;
  readonly filed_at: string;
  readonly due_on: string;
  readonly working_days: number;
}

export interface DayOff {
  readonly day: string;
  readonly name: string;
  readonly kind: string;
}

export const casePage = (query: URLSearchParams): Promise<CasePage> => get(`/cases?${query}`);

export const caseCounts = (): Promise<Readonly<Partial<Record<View, number>>>> =>
  get("/cases/counts");

const COUNTED_AT_MOST = 1000;

/** How many, as shown; the server counts no further than a thousand. */
export const caseCount = (count: number | undefined): string =>
  count === undefined ? "" : count >= COUNTED_AT_MOST ? "1000+" : String(count);

export const catalogue = (): Promise<Catalogue> => get("/cases/catalogue");

export const oneCase = (radicado: string): Promise<Case> =>
  get(`/cases/${encodeURIComponent(radicado)}`);

export const act = (radicado: string, action: string, body: unknown): Promise<Case> =>
  post(`/cases/${encodeURIComponent(radicado)}/${action}`, body);

export const fileCase = (body: unknown): Promise<Filed> => post("/cases", body);

export const draftPage = (cursor: string | null): Promise<DraftPage> =>
  get(`/drafts?${new URLSearchParams({ cursor: cursor ?? "" })}`);

export const seeTo = (id: number, outcome: string): Promise<void> =>
  post(`/drafts/${id}/done`, { outcome });

export const daysOff = (year: number): Promise<{ readonly days: readonly DayOff[] }> =>
  get(`/calendar?year=${year}`);

export const addDayOff = (day: string, name: string, kind: string): Promise<DayOff> =>
  post("/calendar", { day, name, kind });

export const removeDayOff = (day: string): Promise<void> => post(`/calendar/${day}/remove`, {});
