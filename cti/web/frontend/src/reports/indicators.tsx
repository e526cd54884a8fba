// The period's indicators, each with its formula and the calls behind it.

import type { ComponentChildren } from "preact";

import { count, decimal, LEVEL_FORMULAS, percentage, type Share, span, VARIANTS } from "../model/figures";
import type { Report } from "../model/report";
import { callsHref } from "./drill";

interface Indicator {
  readonly name: string;
  readonly value: ComponentChildren;
  readonly formula: string;
}

const of = (share: Share): string =>
  share.whole ? `${percentage(share.value)} (${count(share.part)} de ${count(share.whole)})` : "–";

function Indicators({ id, title, rows }: { id: string; title: string; rows: readonly Indicator[] }) {
  return (
    <section class="sheet" aria-labelledby={`${id}-title`}>
      <h2 id={`${id}-title`}>{title}</h2>
      <div class="table-place" tabIndex={0} role="region" aria-labelledby={`${id}-title`}>
        <table class="table indicators">
          <thead>
            <tr>
              <th scope="col">Indicador</th>
              <th scope="col" class="number">
                Valor
              </th>
              <th scope="col">Cómo se calcula</th>
            </tr>
          </thead>
          <tbody>
            {rows.map(({ name, value, formula }) => (
              <tr key={name}>
                <th scope="row">{name}</th>
                <td class="number">{value}</td>
                <td class="formula">{formula}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </section>
  );
}

export function Attention({ report }: { report: Report }) {
  const { together, promise, handling, wait_told: told } = report;
  const behind = (offer: string, value: number) =>
    value ? <a href={callsHref({ from: report.from, to: report.to, queue: report.queue, offer })}>{count(value)}</a> : "0";
  const targets = Object.entries(report.queues).map(([queue]) => promise.targets[queue]);
  const seconds = [...new Set(targets.flatMap((target) => (target ? [target.seconds] : [])))].join(" o ");
  const short = promise.short_seconds;
  const rows: Indicator[] = [
    { name: "Ofrecidas", value: behind("any", together.offered), formula: "primer ingreso de cada llamada a cada cola" },
    { name: "Atendidas", value: behind("answered", together.answered), formula: "las que conectaron con un asesor" },
    { name: "Abandonadas", value: behind("abandoned", together.abandoned), formula: `colgaron en la cola a los ${short} s o más` },
    { name: "Abandonos cortos", value: behind("short", together.short), formula: `colgaron en la cola antes de ${short} s` },
    { name: "Salieron de la cola", value: behind("elsewhere", together.elsewhere), formula: "devolución de llamada, otra opción, sin asesores" },
    ...VARIANTS.map((variant) => ({
      name: `Nivel de servicio ${variant}${variant === promise.variant ? " (el que usamos)" : ""}`,
      value: of(together.levels[variant]),
      formula: `${LEVEL_FORMULAS[variant]}${seconds ? `; a tiempo: hasta ${seconds} s` : ""}`,
    })),
    { name: "Tasa de abandono", value: of(together.abandonment), formula: "abandonadas ÷ (atendidas + abandonadas)" },
    { name: "Espera media (ASA)", value: span(together.asa.mean), formula: "suma de esperas de las atendidas ÷ atendidas" },
    { name: "Espera mediana", value: span(together.asa.median), formula: "la mitad de las atendidas esperó menos" },
    { name: "Espera P90", value: span(together.asa.p90), formula: "9 de cada 10 atendidas esperaron esto o menos" },
    { name: "Espera máxima", value: span(together.asa.longest), formula: "la atendida que más esperó" },
    { name: "Tiempo medio al abandono", value: span(together.to_abandon.mean), formula: "suma de esperas de las abandonadas ÷ abandonadas" },
    { name: "Tiempo medio de operación (AHT)", value: span(handling.aht.value), formula: "(conversación + retención + cierre) ÷ atendidas" },
    {
      name: "Conversación · retención · cierre",
      value: handling.handled
        ? [handling.talk, handling.hold, handling.wrap_up].map((total) => span(total / handling.handled)).join(" · ")
        : "–",
      formula: "cada uno ÷ atendidas",
    },
    {
      name: "Ocupación de los asesores",
      value: percentage(handling.occupancy.value),
      formula: "(conversación + retención + cierre) ÷ (lo mismo + disponible), de todas las colas",
    },
    {
      name: "Error de la espera anunciada",
      value: told.compared ? `${span(told.mean_absolute_error)} (${count(told.compared)} anuncios)` : "–",
      formula: "media de |anunciada − esperada| de las atendidas",
    },
  ];
  return <Indicators id="attention" title="Atención por asesores" rows={rows} />;
}

export function Machine({ report }: { report: Report }) {
  const { machine } = report;
  const rows: Indicator[] = [
    { name: "Entraron", value: count(machine.entered), formula: "llamadas que llegaron a la línea" },
    { name: "Contención bruta", value: of(machine.raw), formula: "terminaron en el sistema sin asesor ÷ entraron; cuenta también a quien colgó molesto" },
    {
      name: "Contención real",
      value: of(machine.true),
      formula: "resueltas en el sistema y sin volver a llamar en 24 h ÷ entraron con un motivo que el sistema atiende",
    },
    { name: "Resueltas en la primera llamada", value: of(machine.first_contact), formula: "1 − atendidas que vuelven por lo mismo en 7 días ÷ atendidas" },
    { name: "Vuelven a llamar en 24 h", value: of(machine.repeats_day), formula: "teléfonos que repiten ÷ teléfonos que llaman" },
    { name: "Vuelven a llamar en 7 días", value: of(machine.repeats_week), formula: "teléfonos que repiten ÷ teléfonos que llaman" },
  ];
  return <Indicators id="machine" title="Sistema automático" rows={rows} />;
}

export function SurveyIndicators({ report }: { report: Report }) {
  const { survey } = report;
  const answers: Share = {
    part: survey.answered,
    whole: survey.invited,
    value: survey.invited ? survey.answered / survey.invited : null,
  };
  const rows: Indicator[] = [
    { name: "Respondieron", value: of(answers), formula: "encuestas con alguna respuesta ÷ invitadas" },
    { name: "Satisfacción media", value: decimal(survey.csat_mean), formula: "media de las calificaciones de 1 a 5" },
    { name: "Satisfacción (4 y 5)", value: percentage(survey.csat_top2), formula: "respuestas 4 o 5 ÷ respuestas" },
    { name: "Quedó resuelto", value: percentage(survey.fcr), formula: "«sí» ÷ («sí» + «no»)" },
    { name: "NPS", value: survey.nps === null ? "–" : count(survey.nps), formula: "% de 9 y 10 − % de 0 a 6" },
  ];
  return <Indicators id="survey" title="Encuesta" rows={rows} />;
}
