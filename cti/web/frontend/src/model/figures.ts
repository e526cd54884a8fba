// Figures as board and reports get them, each with what it was made of.

export type Variant = "A" | "B" | "C" | "D" | "E";

export const VARIANTS: readonly Variant[] = ["A", "B", "C", "D", "E"];

export interface Share {
  readonly part: number;
  readonly whole: number;
  /** 0 to 1; null without a whole. */
  readonly value: number | null;
}

export interface Mean {
  readonly total: number;
  readonly count: number;
  readonly value: number | null;
}

/** Seconds; null where nobody waited. */
export interface Waits {
  readonly mean: number | null;
  readonly median: number | null;
  readonly p90: number | null;
  readonly longest: number | null;
}

export interface QueueFigures {
  readonly offered: number;
  readonly answered: number;
  readonly abandoned: number;
  readonly short: number;
  readonly elsewhere: number;
  readonly waiting: number;
  readonly in_time: number;
  readonly asa: Waits;
  readonly to_abandon: Waits;
  readonly abandonment: Share;
  readonly levels: Readonly<Record<Variant, Share>>;
}

/** What is divided by what, as shown beside the number. */
export const LEVEL_FORMULAS: Readonly<Record<Variant, string>> = {
  A: "atendidas a tiempo ÷ ofrecidas",
  B: "atendidas a tiempo ÷ (ofrecidas − abandonos cortos)",
  C: "atendidas a tiempo ÷ atendidas",
  D: "(atendidas a tiempo + abandonos a tiempo) ÷ ofrecidas",
  E: "atendidas a tiempo ÷ (atendidas + abandonos tardíos)",
};

const percent = new Intl.NumberFormat("es-CO", { style: "percent", maximumFractionDigits: 1 });
const whole = new Intl.NumberFormat("es-CO", { maximumFractionDigits: 0 });
const oneDecimal = new Intl.NumberFormat("es-CO", { maximumFractionDigits: 1 });

/** `83,3 %`, or a dash without a whole. */
export const percentage = (value: number | null | undefined): string =>
  value === null || value === undefined ? "–" : percent.format(value).replace(/\s?%/, " %");

export const count = (value: number): string => whole.format(value);

/** `4,2`, or a dash. */
export const decimal = (value: number | null | undefined): string =>
  value === null || value === undefined ? "–" : oneDecimal.format(value);

/** `18 s` or `2:05`, or a dash. */
export function span(seconds: number | null | undefined): string {
  if (seconds === null || seconds === undefined) return "–";
  const all = Math.round(seconds);
  if (all < 100) return `${all} s`;
  const minutes = Math.floor(all / 60);
  const rest = String(all % 60).padStart(2, "0");
  return minutes < 60 ? `${minutes}:${rest}` : `${Math.floor(minutes / 60)}:${String(minutes % 60).padStart(2, "0")}:${rest}`;
}

export type Verdict = "good" | "near" | "bad" | "none";

/** How a share stands to its goal in percent: near is within ten points of it. */
export function verdict(share: Share, goal: number): Verdict {
  if (share.value === null) return "none";
  const points = share.value * 100;
  if (points >= goal) return "good";
  return points >= goal - 10 ? "near" : "bad";
}

export const VERDICTS: Readonly<Record<Verdict, string>> = {
  good: "cumple",
  near: "cerca",
  bad: "no cumple",
  none: "sin datos",
};
