// How well a call is carried: from the browser's counters to a mean opinion score and plain words.
//
// The score is the E-model of ITU-T G.107 in its usual simplification: R = 93.2 - Id - Ie,eff.
// Id, the delay, by Cole and Rosenbluth (2001); Ie,eff, the loss, by G.107's formula for random
// loss with G.113's values for G.711 with concealment (Ie = 0, Bpl = 25.1); MOS from R by Annex B.

/** What the browser's counters say at one moment. Times in milliseconds. */
export interface Sample {
  readonly at: number;
  readonly received: number;
  readonly lost: number;
  readonly jitterMs: number;
  readonly rttMs: number;
  /** How long sound waits to be played, on the whole, and for how many samples of it. */
  readonly buffered: number;
  readonly emitted: number;
  /** The share of our packets that the other side lost of late, 0 to 1. */
  readonly lostThere: number;
}

/** How well it was carried between two samples. `loss` in percent, the worse of both directions. */
export interface Measure {
  readonly rttMs: number;
  readonly jitterMs: number;
  readonly loss: number;
  readonly mos: number;
}

export interface QualityRecord {
  readonly seconds: number;
  readonly rtt_ms: number;
  readonly jitter_ms: number;
  readonly loss: number;
  readonly mos: number;
  readonly worst_mos: number;
}

export type Grade = "good" | "fair" | "poor";

export interface Verdict {
  readonly grade: Grade;
  readonly word: string;
  readonly why: string;
}

const R_BEST = 93.2;
const LOSS_ROBUSTNESS = 25.1;
const PACKET_MS = 20;
/** G.107, table B.1: from here on users are satisfied; from here on some are dissatisfied. */
const GOOD_MOS = 4.03;
const FAIR_MOS = 3.6;

export function delayImpairment(oneWayMs: number): number {
  return 0.024 * oneWayMs + (oneWayMs > 177.3 ? 0.11 * (oneWayMs - 177.3) : 0);
}

export function lossImpairment(percent: number): number {
  return (95 * percent) / (percent + LOSS_ROBUSTNESS);
}

/** The mean opinion score of a delay and a loss, from 1 to 4.5. */
export function meanOpinion(oneWayMs: number, lossPercent: number): number {
  const r = R_BEST - delayImpairment(oneWayMs) - lossImpairment(lossPercent);
  if (r <= 0) return 1;
  return 1 + 0.035 * r + r * (r - 60) * (100 - r) * 7e-6;
}

/** How well it was carried between two samples; undefined where no sound came meanwhile. */
export function between(before: Sample, after: Sample): Measure | undefined {
  const received = after.received - before.received;
  const lost = Math.max(0, after.lost - before.lost);
  if (received + lost <= 0) return undefined;
  const loss = 100 * Math.max(lost / (received + lost), after.lostThere);
  const emitted = after.emitted - before.emitted;
  const waits =
    emitted > 0 ? (1000 * (after.buffered - before.buffered)) / emitted : 2 * after.jitterMs;
  const oneWay = after.rttMs / 2 + waits + PACKET_MS;
  return {
    rttMs: after.rttMs,
    jitterMs: after.jitterMs,
    loss,
    mos: meanOpinion(oneWay, loss),
  };
}

/** The measure in an agent's words: how it is, and what of it is worst. */
export function verdictOf({ mos, loss, rttMs, jitterMs }: Measure): Verdict {
  const grade: Grade = mos >= GOOD_MOS ? "good" : mos >= FAIR_MOS ? "fair" : "poor";
  const word = { good: "buena", fair: "regular", poor: "mala" }[grade];
  const why =
    lossImpairment(loss) > delayImpairment(rttMs / 2 + 2 * jitterMs)
      ? `se pierde el ${Math.round(loss)} %`
      : jitterMs > 40
        ? "el sonido llega a saltos"
        : `el sonido tarda ${Math.round(rttMs)} ms`;
  return { grade, word, why: grade === "good" ? `ida y vuelta ${Math.round(rttMs)} ms` : why };
}

/** What to keep of a talk; undefined where nothing was measured. */
export function recordOf(measures: readonly Measure[], seconds: number): QualityRecord | undefined {
  if (measures.length === 0) return undefined;
  const mean = (of: (one: Measure) => number): number =>
    Math.round((100 * measures.reduce((sum, one) => sum + of(one), 0)) / measures.length) / 100;
  return {
    seconds: Math.round(seconds),
    rtt_ms: mean((one) => one.rttMs),
    jitter_ms: mean((one) => one.jitterMs),
    loss: mean((one) => one.loss),
    mos: mean((one) => one.mos),
    worst_mos: Math.round(100 * Math.min(...measures.map((one) => one.mos))) / 100,
  };
}

interface Counters {
  readonly type: string;
  readonly kind?: string;
  readonly packetsReceived?: number;
  readonly packetsLost?: number;
  readonly jitter?: number;
  readonly jitterBufferDelay?: number;
  readonly jitterBufferEmittedCount?: number;
  readonly roundTripTime?: number;
  readonly currentRoundTripTime?: number;
  readonly fractionLost?: number;
  readonly nominated?: boolean;
}

/** The counters of a report (W3C, Identifiers for WebRTC's Statistics API). */
export function sampleOf(report: Iterable<Counters>, at: number): Sample {
  const sample = { at, received: 0, lost: 0, jitterMs: 0, rttMs: 0, buffered: 0, emitted: 0, lostThere: 0 };
  for (const one of report) {
    if (one.type === "inbound-rtp" && one.kind === "audio") {
      sample.received = one.packetsReceived ?? 0;
      sample.lost = one.packetsLost ?? 0;
      sample.jitterMs = 1000 * (one.jitter ?? 0);
      sample.buffered = one.jitterBufferDelay ?? 0;
      sample.emitted = one.jitterBufferEmittedCount ?? 0;
    } else if (one.type === "remote-inbound-rtp" && one.kind === "audio") {
      sample.lostThere = one.fractionLost ?? 0;
      sample.rttMs ||= 1000 * (one.roundTripTime ?? 0);
    } else if (one.type === "candidate-pair" && one.nominated) {
      sample.rttMs ||= 1000 * (one.currentRoundTripTime ?? 0);
    }
  }
  return sample;
}
