// What an agent may do for the caller of a call, and doing it (cti/web/attending.py).

import { get, post } from "../web/api";

export interface Way {
  readonly code: string;
  readonly label: string;
  /** Three digits are asked for, and checked. */
  readonly digits: boolean;
}

/** Whether the caller's number may be reached; `refusal` says in Spanish why not. */
export interface Reach {
  readonly masked: string;
  readonly at: string | null;
  readonly refusal: string | null;
}

export interface PromiseLimits {
  readonly owed: number;
  readonly smallest: number;
  readonly first: string;
  readonly last: string;
  readonly refusal: string | null;
}

/** A message that may be sent; `about` is a radicado or a ticket. */
export interface Sendable {
  readonly template: string;
  readonly about: string;
}

/** What can fail of a service; priority 1 is danger to people. */
export interface DamageKind {
  readonly service: string | null;
  readonly name: string;
  readonly kind: string;
  readonly priority: number;
}

export interface Attending {
  readonly identity: readonly Way[];
  readonly promise: PromiseLimits;
  readonly callback: Reach;
  readonly message: Reach;
  readonly messages: readonly Sendable[];
  readonly damages: readonly DamageKind[];
  readonly zones: readonly { readonly id: number; readonly name: string }[];
  readonly tells_restored: boolean;
}

export interface FoundAccount {
  readonly number: string;
  readonly holder: string;
  readonly address: string;
  readonly zone: string;
}

export interface NewDamage {
  readonly filing_id: string;
  readonly service: string | null;
  readonly kind: string;
  readonly address: string;
  readonly zone_id: number | null;
  readonly tell_restored: boolean;
}

const of = (callId: string, what: string): string => `/calls/${encodeURIComponent(callId)}/${what}`;

export const attending = (callId: string): Promise<Attending> => get(of(callId, "attending"));

export const searchAccounts = (
  callId: string,
  text: string,
): Promise<{ readonly accounts: readonly FoundAccount[] }> =>
  get(of(callId, `accounts?text=${encodeURIComponent(text)}`));

/** `account` null: none of those found is the caller's. */
export const chooseAccount = (callId: string, account: string | null): Promise<void> =>
  post(of(callId, "account"), { account });

export const verifyIdentity = (
  callId: string,
  way: string,
  digits: string,
): Promise<{ readonly verified: boolean; readonly locked: boolean }> =>
  post(of(callId, "identity"), { way, digits });

export const reportDamage = (callId: string, damage: NewDamage): Promise<{ readonly ticket: string }> =>
  post(of(callId, "damages"), damage);

export const promisePayment = (
  callId: string,
  promise: { readonly promise_id: string; readonly amount: number; readonly due_on: string },
): Promise<{ readonly amount: number; readonly due_on: string }> =>
  post(of(callId, "promises"), promise);

export const promiseCallback = (
  callId: string,
  notBefore: string | null,
): Promise<{ readonly masked: string; readonly not_before: string }> =>
  post(of(callId, "callbacks"), { not_before: notBefore });

export const sendMessage = (
  callId: string,
  message: Sendable,
): Promise<{ readonly masked: string; readonly again: boolean }> =>
  post(of(callId, "messages"), message);
