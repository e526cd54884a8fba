// How well the present call is carried, in words and by a colour; its place is always kept.

import type { Station } from "./station";

export function QualityMark({ station }: { station: Station }) {
  const verdict = station.quality.verdict.value;
  const measure = station.quality.measure.value;
  if (!verdict || !measure) return <p class="quality" aria-hidden="true" />;
  const figures =
    `Ida y vuelta ${Math.round(measure.rttMs)} ms, variación ${Math.round(measure.jitterMs)} ms, ` +
    `pérdida ${measure.loss.toFixed(1)} %, calidad ${measure.mos.toFixed(1)} de 4,5`;
  return (
    <p class={`quality quality-${verdict.grade}`} title={figures}>
      <span class="bars" aria-hidden="true">
        <i />
        <i />
        <i />
      </span>
      Red {verdict.word}
      {verdict.grade !== "good" && `: ${verdict.why}`}
    </p>
  );
}
