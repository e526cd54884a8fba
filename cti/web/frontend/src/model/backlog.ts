// What waits for an agent beside the calls: calls to return, what was filed, what the line says.

export interface MissedCall {
  readonly call_id: string;
  /** Null where it was withheld: nobody can call it. */
  readonly number: string | null;
  readonly at: string;
  readonly queue: string;
  readonly waited: number;
  readonly reason: string | null;
  /** It rang at one's own desk in vain. */
  readonly own: boolean;
  readonly tries: number;
  /** Somebody called and reached nobody. */
  readonly called: boolean;
}

export interface Filed {
  readonly cases: readonly { readonly radicado: string; readonly kind: string }[];
  readonly damages: readonly { readonly ticket: string; readonly kind: string }[];
  readonly promises: readonly { readonly amount: number; readonly due_on: string }[];
  readonly callbacks: readonly { readonly state: string; readonly requested_at: string }[];
  readonly tasks: readonly { readonly what: string; readonly due_at: string }[];
}

export interface Wording {
  readonly id: string;
  readonly place: string;
  readonly label: string | null;
  readonly text: string;
}

export interface Waiting {
  readonly [queue: string]: { readonly count: number; readonly since: string };
}

/** What was asked of the supervisor, and the answer. */
export interface HelpRequest {
  readonly call_id: string;
  readonly asked_at: string;
  readonly by: string | null;
  readonly coming: boolean;
  readonly text: string | null;
}
