// Measures a call while it goes on, and what is kept of it at its end.

import { computed, signal } from "@preact/signals";

import { between, type Measure, type QualityRecord, recordOf, type Sample, sampleOf, verdictOf } from "./quality";

const LOOK_MS = 2000;

export class QualityWatch {
  readonly measure = signal<Measure | undefined>(undefined);
  readonly verdict = computed(() => this.measure.value && verdictOf(this.measure.value));
  private connection: RTCPeerConnection | undefined;
  private timer: ReturnType<typeof setInterval> | undefined;
  private last: Sample | undefined;
  private first = 0;
  private measures: Measure[] = [];

  start(connection: RTCPeerConnection): void {
    this.connection = connection;
    this.measures = [];
    this.last = undefined;
    this.first = performance.now();
    this.timer = setInterval(() => void this.look(connection), LOOK_MS);
    void this.look(connection);
  }

  /** Ends it; gives what is kept of the call, undefined where it was too short to measure. */
  stop(): QualityRecord | undefined {
    clearInterval(this.timer);
    this.connection = undefined;
    this.measure.value = undefined;
    return recordOf(this.measures, (performance.now() - this.first) / 1000);
  }

  private async look(connection: RTCPeerConnection): Promise<void> {
    const report = await connection.getStats().catch(() => undefined);
    if (!report || connection !== this.connection) return;
    const entries: Iterable<{ type: string }> = report.values();
    const sample = sampleOf(entries, performance.now());
    const measure = this.last && between(this.last, sample);
    this.last = sample;
    if (!measure) return;
    this.measures.push(measure);
    this.measure.value = measure;
  }
}
