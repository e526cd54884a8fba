// How the sound of a call was carried, as each agent's browser measured it.

import { length } from "../format/time";
import { verdictOf } from "../line/quality";
import type { Quality } from "../model/call";

const one = (figure: number): string => figure.toFixed(1).replace(".", ",");

const TAGS = { good: "tag-good", fair: "tag-warn", poor: "tag-bad" } as const;

function Row({ quality }: { quality: Quality }) {
  const { rtt_ms, jitter_ms, loss, mos } = quality;
  const { grade, word } = verdictOf({ rttMs: rtt_ms, jitterMs: jitter_ms, loss, mos });
  return (
    <tr>
      <th scope="row">
        {quality.agent} <span class={`tag ${TAGS[grade]}`}>Red {word}</span>
      </th>
      <td class="figures">{length(quality.seconds)}</td>
      <td class="figures">{Math.round(rtt_ms)} ms</td>
      <td class="figures">{Math.round(jitter_ms)} ms</td>
      <td class="figures">{one(loss)} %</td>
      <td class="figures">
        {one(mos)} (mínimo {one(quality.worst_mos)})
      </td>
    </tr>
  );
}

export function QualitySheet({ qualities }: { qualities: readonly Quality[] }) {
  if (!qualities.length) return null;
  return (
    <section class="sheet" aria-labelledby="quality">
      <h2 id="quality">Calidad del sonido</h2>
      <div class="table-place">
        <table class="table">
          <thead>
            <tr>
              <th scope="col">Asesor</th>
              <th scope="col">Medido</th>
              <th scope="col">Ida y vuelta</th>
              <th scope="col">Variación</th>
              <th scope="col">Pérdida</th>
              <th scope="col">Nota de 1 a 4,5</th>
            </tr>
          </thead>
          <tbody>
            {qualities.map((quality) => (
              <Row key={quality.at} quality={quality} />
            ))}
          </tbody>
        </table>
      </div>
      <p class="faint">Promedios de la llamada; la nota es la del modelo E de la UIT-T (G.107).</p>
    </section>
  );
}
