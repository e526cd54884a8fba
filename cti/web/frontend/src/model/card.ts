// The screen pop: everything the server knows about the caller (docs/architecture.md, section 5).

/** How sure the line is of who calls; `likely` without an account: one of the candidates. */
export type Match = "certain" | "likely" | "unknown";

export interface CallerNumber {
  /** E.164; null when withheld or unusable. */
  readonly number: string | null;
  readonly masked: string;
  readonly withheld: boolean;
}

export interface Account {
  readonly number: string;
  readonly holder: string;
  readonly address: string;
  readonly zone: string | null;
  readonly stratum: number | null;
  readonly services: readonly string[];
  readonly suspended_since: string | null;
}

export interface Candidate {
  readonly number: string;
  readonly address: string;
}

/** Money is in whole pesos, dates ISO 8601. */
export interface Invoice {
  readonly period: string;
  readonly total: number;
  readonly due: string;
  readonly paid_at: string | null;
  readonly state: string;
}

export interface Overdue {
  readonly count: number;
  readonly total: number;
}

/** The last import; the billing system while it is asked, as it answered, or did not. */
export type Billing = "imported" | "asking" | "live" | "unavailable";

export interface Case {
  readonly radicado: string;
  readonly kind: string;
  readonly subject: string;
  readonly filed_at: string;
  readonly due: string | null;
  readonly state: string;
}

export interface Damage {
  readonly ticket: string;
  readonly service: string;
  readonly kind: string;
  readonly opened_at: string;
  readonly state: string;
}

/** Open reports of one thing by others of the zone. */
export interface Nearby {
  readonly service: string | null;
  readonly kind: string;
  readonly reports: number;
  readonly since: string;
}

/** A payment that was promised and whose day is not past. */
export interface PromisedPayment {
  readonly id: number;
  readonly amount: number;
  readonly paid: number;
  readonly due_on: string;
  readonly made_at: string;
  readonly made_with: string;
}

/** What was said of a filing that was left before its end. */
export interface Unfinished {
  readonly id: number;
  readonly kind: string;
  readonly call_id: string | null;
  readonly fields: Readonly<Record<string, string>>;
  /** How many recordings there are of it. */
  readonly recorded: number;
  readonly at: string;
}

export interface Outage {
  readonly service: string;
  readonly zone: string;
  readonly restoration: string | null;
}

export interface PastCall {
  readonly call_id: string;
  readonly started_at: string;
  readonly reason: string | null;
  readonly outcome: string | null;
  readonly agent: string | null;
  readonly seconds: number | null;
  readonly note: string | null;
}

export interface PathStep {
  readonly at: string;
  readonly label: string | null;
  readonly heard: string | null;
  readonly kind: string;
  /** How it was answered, "key" or "speech"; absent from what is walked now. */
  readonly by?: string | null;
}

/** Where a CRM shows the caller: a link, or a window of its own once they talk. */
export interface Crm {
  readonly url: string;
  readonly opens: "link" | "window";
}

export interface Card {
  readonly call_id: string;
  readonly queue: string | null;
  /** What became of a call that this agent placed; null for one that came in. */
  readonly placed?: { readonly reached_at: string | null; readonly why: string | null } | null;
  readonly waiting_since: string | null;
  /** They stand in the queue ahead of the moment at which they joined. */
  readonly priority?: boolean;
  readonly caller: CallerNumber;
  /** Null where no CRM is set up; absent from an older server. */
  readonly crm?: Crm | null;
  readonly match: Match;
  /** Why the account is thought the caller's, in Spanish. */
  readonly evidence?: string;
  /** 0 nothing asked, 1 account named, 2 second datum verified. */
  readonly identity_level: number;
  readonly reason: string | null;
  readonly intent: string | null;
  readonly account?: Account | null;
  readonly candidates: readonly Candidate[];
  readonly invoices: readonly Invoice[];
  readonly overdue: Overdue;
  /** Where invoices come from; absent from an older server. */
  readonly billing?: Billing;
  readonly cases: readonly Case[];
  readonly damages: readonly Damage[];
  /** These two are absent from an older server. */
  readonly nearby?: readonly Nearby[];
  readonly promises?: readonly PromisedPayment[];
  /** Absent from an older server. */
  readonly drafts?: readonly Unfinished[];
  readonly outages: readonly Outage[];
  readonly calls: readonly PastCall[];
  readonly path: readonly PathStep[];
}
