// The day's calls by reason, what callers say of it, and what is owed to people.

import type { Day } from "../model/board";
import { caseCount, type View } from "../model/case";
import { count, decimal, percentage } from "../model/figures";
import { intentName } from "../model/vocabulary";

export function Reasons({ day }: { day: Day }) {
  const most = Math.max(1, ...day.reasons.map(({ calls }) => calls));
  return (
    <section class="sheet" aria-labelledby="reasons-title">
      <h2 id="reasons-title">Llamadas de hoy por motivo</h2>
      {day.reasons.length === 0 && (
        <p class="empty">
          <strong>Hoy no ha entrado ninguna llamada.</strong>
          El motivo es lo que cada persona escogió en el menú.
        </p>
      )}
      <ul class="board-reasons">
        {day.reasons.map(({ flow, calls }) => (
          <li key={flow ?? ""}>
            <span>{intentName(flow) || "Sin escoger"}</span>
            <meter min={0} max={most} value={calls} aria-hidden="true" />
            <strong class="figures">{count(calls)}</strong>
          </li>
        ))}
      </ul>
    </section>
  );
}

interface OwedProps {
  readonly name: string;
  readonly value: number;
  readonly bad?: boolean;
  readonly href?: string;
  readonly write?: (value: number) => string;
}

function Owed({ name, value, bad, href, write = count }: OwedProps) {
  return (
    <div class={bad && value > 0 ? "owed-bad" : ""}>
      <dt>{href ? <a href={href}>{name}</a> : name}</dt>
      <dd class="figures">
        {write(value)}
        {bad && value > 0 && <span class="unseen"> (requiere atención)</span>}
      </dd>
    </div>
  );
}

function OwedCases({ list, ...owed }: OwedProps & { list: View }) {
  return <Owed {...owed} href={`/casos?lista=${list}`} write={caseCount} />;
}

export function Owing({ day }: { day: Day }) {
  return (
    <section class="sheet" aria-labelledby="owed-title">
      <h2 id="owed-title">Pendiente con las personas</h2>
      <dl class="board-owed">
        <Owed name="Daños con peligro abiertos" value={day.dangers_open} bad href="/danos" />
        <Owed name="Mensajes de emergencia" value={day.emergency_messages_open} bad />
        <Owed name="Otros mensajes" value={day.messages_open} />
        <Owed name="Llamadas por devolver" value={day.callbacks_waiting} href="/devoluciones" />
        <OwedCases name="PQRS vencidas" list="overdue" value={day.cases.overdue} bad />
        <OwedCases name="PQRS que vencen pronto" list="due_soon" value={day.cases.due_soon} />
        <OwedCases name="PQRS con riesgo de silencio" list="silence" value={day.cases.silence} bad />
      </dl>
    </section>
  );
}

export function Survey({ day }: { day: Day }) {
  const { invited, answered, csat_mean, csat_top2, fcr, nps } = day.survey;
  return (
    <section class="sheet" aria-labelledby="survey-title">
      <h2 id="survey-title">Encuesta de hoy</h2>
      {answered === 0 ? (
        <p class="faint">Sin respuestas todavía ({count(invited)} invitadas).</p>
      ) : (
        <dl class="board-owed">
          <div>
            <dt>Satisfacción (1 a 5)</dt>
            <dd class="figures">{decimal(csat_mean)}</dd>
          </div>
          <div>
            <dt>Califican 4 o 5</dt>
            <dd class="figures">{percentage(csat_top2)}</dd>
          </div>
          <div>
            <dt>Dicen que quedó resuelto</dt>
            <dd class="figures">{percentage(fcr)}</dd>
          </div>
          <div>
            <dt>NPS</dt>
            <dd class="figures">{nps === null ? "–" : count(nps)}</dd>
          </div>
          <div>
            <dt>Respondieron</dt>
            <dd class="figures">
              {count(answered)} de {count(invited)}
            </dd>
          </div>
        </dl>
      )}
    </section>
  );
}
