// What came in, by half hour and by day, with the way to the calls behind each number.

import { count, percentage, span } from "../model/figures";
import type { Part, Report } from "../model/report";
import { Chart } from "./chart";
import { callsHref } from "./drill";
import { isDay, partName } from "./period";

function Row({ part, report }: { part: Part; report: Report }) {
  const { queues } = part;
  const level = queues.levels[report.promise.variant];
  const aDay = isDay(part.name);
  const behind = (offer: string, value: number) =>
    value && aDay ? (
      <a href={callsHref({ from: part.name, to: part.name, queue: report.queue, offer })}>{count(value)}</a>
    ) : (
      count(value)
    );
  return (
    <tr>
      <th scope="row" class="figures">
        {aDay ? <a href={`/informes?from=${part.name}&to=${part.name}`}>{partName(part.name)}</a> : part.name}
      </th>
      {part.calls !== null && <td class="number">{count(part.calls)}</td>}
      {part.alone !== null && <td class="number">{count(part.alone)}</td>}
      <td class="number">{behind("any", queues.offered)}</td>
      <td class="number">{behind("answered", queues.answered)}</td>
      <td class="number">{behind("abandoned", queues.abandoned)}</td>
      <td class="number">{behind("short", queues.short)}</td>
      <td class="number">{percentage(level.value)}</td>
      <td class="number">{span(queues.asa.mean)}</td>
    </tr>
  );
}

function Table({ parts, report, name }: { parts: readonly Part[]; report: Report; name: string }) {
  const calls = report.queue === null ? ["Llamadas", "Solo en el sistema"] : [];
  const headings = [
    ...calls,
    "Ofrecidas",
    "Atendidas",
    "Abandonadas",
    "Cortas",
    `Nivel ${report.promise.variant}`,
    "Espera media",
  ];
  return (
    <div class="table-place" tabIndex={0} role="region" aria-label={name}>
      <table class="table">
        <thead>
          <tr>
            <th scope="col">{name}</th>
            {headings.map((heading) => (
              <th key={heading} scope="col" class="number">
                {heading}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {parts.map((part) => (
            <Row key={part.name} part={part} report={report} />
          ))}
        </tbody>
      </table>
    </div>
  );
}

const busy = (part: Part): boolean => part.queues.offered > 0 || (part.calls ?? 0) > 0;

export function Volumes({ report }: { report: Report }) {
  const manyDays = report.days.length > 1;
  return (
    <>
      {manyDays && (
        <section class="sheet" aria-labelledby="days-title">
          <h2 id="days-title">Por día</h2>
          <Chart parts={report.days} label="Llamadas por día" every={Math.ceil(report.days.length / 12)} />
          <Table parts={report.days.filter(busy)} report={report} name="Día" />
        </section>
      )}
      <section class="sheet" aria-labelledby="half-hours-title">
        <h2 id="half-hours-title">Por media hora{manyDays ? " (todos los días juntos)" : ""}</h2>
        <Chart parts={report.half_hours} label="Llamadas por media hora del día" every={4} />
        <Table parts={report.half_hours.filter(busy)} report={report} name="Media hora" />
      </section>
    </>
  );
}
