// Reports to the ethics line, as the server gives them (docs/architecture.md, section 5).

import { get, post } from "../web/api";

export type Mode = "anonymous" | "reserved" | "named";
export type State = "received" | "reviewing" | "answered" | "closed";
export type Writing = "note" | "answer" | "closed";

export interface ReportLine {
  readonly id: string;
  readonly mode: Mode;
  readonly state: State;
  readonly filed_on: string;
  /** False where the caller hung up before hearing the tracking code. */
  readonly complete: boolean;
  readonly sounds: number;
}

export interface ReportPage {
  readonly reports: readonly ReportLine[];
  readonly next: string | null;
}

export interface Sound {
  readonly recording: string;
  readonly kind: "facts" | "identity" | "addition";
  readonly told_on: string;
  readonly seconds: number | null;
}

export interface Entry {
  readonly at: string;
  readonly agent: string;
  readonly kind: "read" | Writing;
  readonly text: string;
}

export interface Listened {
  readonly at: string;
  readonly agent: string;
  readonly recording: string;
}

export interface Report extends Omit<ReportLine, "sounds"> {
  readonly sounds: readonly Sound[];
  readonly entries: readonly Entry[];
  readonly listened: readonly Listened[];
}

export const STATES: Readonly<Record<State, string>> = {
  received: "Recibida",
  reviewing: "En revisión",
  answered: "Respondida",
  closed: "Cerrada",
};

export const MODES: Readonly<Record<Mode, string>> = {
  anonymous: "Anónima",
  reserved: "Identidad reservada",
  named: "Con datos",
};

export const LONGEST: Readonly<Record<Writing, number>> = { note: 2000, answer: 600, closed: 2000 };

export const reportPage = (state: State | "", cursor: string | null): Promise<ReportPage> =>
  get(`/ethics?${new URLSearchParams({ state, cursor: cursor ?? "" })}`);

export const report = (id: string): Promise<Report> => get(`/ethics/${encodeURIComponent(id)}`);

export const write = (id: string, kind: Writing, text: string): Promise<Report> =>
  post(`/ethics/${encodeURIComponent(id)}/entries`, { kind, text });
