// A period's figures (docs/architecture.md, section 5).

import type { Promised, SurveyResults } from "./board";
import type { Mean, QueueFigures, Share } from "./figures";

export interface Part {
  /** `08:30` or `2026-11-22`. */
  readonly name: string;
  /** Null where one queue was asked for. */
  readonly calls: number | null;
  readonly alone: number | null;
  readonly queues: QueueFigures;
}

export interface Containment {
  readonly entered: number;
  readonly raw: Share;
  readonly true: Share;
  readonly done: Share;
}

export interface Flow extends Containment {
  readonly flow: string;
  readonly begun: number;
  readonly finished: Share;
}

export interface Timeliness {
  readonly filed: number;
  readonly answered_in_time: Share;
  readonly notified_in_time: Share;
  readonly late: number;
  readonly mean_days: number | null;
  readonly median_days: number | null;
  readonly overdue: number;
  readonly overdue_ages: readonly number[];
  readonly silence_risk: number;
}

export interface Report {
  readonly from: string;
  readonly to: string;
  readonly queue: string | null;
  readonly made_at: string;
  readonly promise: Promised;
  readonly queues: Readonly<Record<string, QueueFigures>>;
  readonly together: QueueFigures;
  readonly half_hours: readonly Part[];
  readonly days: readonly Part[];
  readonly handling: {
    readonly handled: number;
    readonly talk: number;
    readonly hold: number;
    readonly wrap_up: number;
    readonly aht: Mean;
    readonly occupancy: Share;
  };
  readonly machine: Containment & {
    readonly flows: readonly Flow[];
    readonly repeats_day: Share;
    readonly repeats_week: Share;
    readonly first_contact: Share;
  };
  readonly survey: SurveyResults;
  readonly wait_told: {
    readonly compared: number;
    readonly mean_error: number | null;
    readonly mean_absolute_error: number | null;
    readonly within_a_minute: number | null;
  };
  /** By kind; all together under "". */
  readonly cases: Readonly<Record<string, Timeliness>>;
}
