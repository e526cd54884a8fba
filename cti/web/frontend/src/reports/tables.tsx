// The tables by wish and by kind of case.

import { count, decimal, percentage } from "../model/figures";
import type { Report } from "../model/report";
import { caseKind, intentName } from "../model/vocabulary";

const heading = (name: string, number = true) => (
  <th key={name} scope="col" class={number ? "number" : undefined}>
    {name}
  </th>
);

export function Flows({ report }: { report: Report }) {
  const { flows } = report.machine;
  if (flows.length === 0) return null;
  return (
    <section class="sheet" aria-labelledby="flows-title">
      <h2 id="flows-title">Por motivo</h2>
      <div class="table-place" tabIndex={0} role="region" aria-labelledby="flows-title">
        <table class="table">
          <thead>
            <tr>
              {heading("Motivo", false)}
              {["Empezaron", "Terminaron", "Terminan", "Contención bruta", "Contención real"].map((name) => heading(name))}
            </tr>
          </thead>
          <tbody>
            {flows.map((flow) => (
              <tr key={flow.flow}>
                <th scope="row">
                  <a href={`/llamadas?from=${report.from}&to=${report.to}&intent=${encodeURIComponent(flow.flow)}`}>
                    {intentName(flow.flow)}
                  </a>
                </th>
                <td class="number">{count(flow.begun)}</td>
                <td class="number">{count(flow.finished.part)}</td>
                <td class="number">{percentage(flow.finished.value)}</td>
                <td class="number">{percentage(flow.raw.value)}</td>
                <td class="number">{percentage(flow.true.value)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      <p class="faint">Terminan: llamadas en que el sistema resolvió el motivo ÷ llamadas en que se empezó.</p>
    </section>
  );
}

export function Cases({ report }: { report: Report }) {
  const kinds = Object.entries(report.cases);
  return (
    <section class="sheet" aria-labelledby="cases-title">
      <h2 id="cases-title">PQRS</h2>
      <div class="table-place" tabIndex={0} role="region" aria-labelledby="cases-title">
        <table class="table">
          <thead>
            <tr>
              {heading("Tipo", false)}
              {[
                "Radicadas",
                "Oportunidad",
                "Con notificación",
                "Extemporáneas",
                "Días (media)",
                "Días (mediana)",
                "Represadas",
                "Riesgo de silencio",
              ].map((name) => heading(name))}
            </tr>
          </thead>
          <tbody>
            {kinds.map(([kind, one]) => (
              <tr key={kind}>
                <th scope="row">{kind ? caseKind(kind) : "Todas"}</th>
                <td class="number">{count(one.filed)}</td>
                <td class="number">{percentage(one.answered_in_time.value)}</td>
                <td class="number">{percentage(one.notified_in_time.value)}</td>
                <td class="number">{count(one.late)}</td>
                <td class="number">{decimal(one.mean_days)}</td>
                <td class="number">{decimal(one.median_days)}</td>
                <td class="number" title={`Hasta 5, 15, 30 días hábiles y más: ${one.overdue_ages.join(", ")}`}>
                  {count(one.overdue)}
                </td>
                <td class="number">{count(one.silence_risk)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      <p class="faint">
        Oportunidad: respondidas a tiempo ÷ las que vencían en el período. Extemporáneas: respondidas tarde en el
        período más las abiertas ya vencidas. Días hábiles de la radicación a la respuesta. Represadas: abiertas ya
        vencidas. Riesgo de silencio: las que el silencio decide a favor de la persona, vencidas o por vencer, sin
        responder o sin notificar.
      </p>
    </section>
  );
}
