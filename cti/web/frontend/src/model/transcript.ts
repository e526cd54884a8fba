// What a recording says, as a machine wrote it down after the call.

export interface Transcript {
  readonly state: "waiting" | "working" | "done" | "failed" | "no_model";
  readonly text: string;
  readonly model: string;
  /** Mean confidence of its words, 0 to 1; null where there are none. */
  readonly confidence: number | null;
}
