// What followed from a call: cases, damages, and what the caller thought of it.

import type { Followed } from "../model/call";
import { caseKind, caseState, damageState, plainCode } from "../model/vocabulary";

function Survey({ survey }: { survey: NonNullable<Followed["survey"]> }) {
  if (survey.accepted === false) return <p>No quiso contestar la encuesta.</p>;
  const solved = survey.resolved === null ? "Sin respuesta" : survey.resolved ? "Sí" : "No";
  return (
    <dl class="facts">
      <dt>Satisfacción (1 a 5)</dt>
      <dd class="figures">{survey.csat ?? "Sin respuesta"}</dd>
      <dt>Quedó resuelto</dt>
      <dd>{solved}</dd>
      <dt>Recomendaría (0 a 10)</dt>
      <dd class="figures">{survey.nps ?? "Sin respuesta"}</dd>
    </dl>
  );
}

export function FollowedSheet({ followed, seesCases }: { followed: Followed; seesCases: boolean }) {
  const { cases, damages, survey } = followed;
  if (!cases.length && !damages.length && !survey) return null;
  return (
    <section class="sheet" aria-labelledby="followed">
      <h2 id="followed">Lo que quedó</h2>
      <ul class="call-list">
        {cases.map(({ radicado, kind, subject, state }) => (
          <li key={radicado}>
            {caseKind(kind)}{" "}
            {seesCases ? (
              <a class="figures" href={`/casos?radicado=${radicado}`}>
                {radicado}
              </a>
            ) : (
              <span class="figures">{radicado}</span>
            )}{" "}
            {subject} <span class="tag">{caseState(state)}</span>
          </li>
        ))}
        {damages.map(({ ticket, kind, priority, state }) => (
          <li key={ticket}>
            Daño <span class="figures">{ticket}</span>: {plainCode(kind)}, prioridad {priority}{" "}
            <span class="tag">{damageState(state)}</span>
          </li>
        ))}
      </ul>
      {survey && <Survey survey={survey} />}
    </section>
  );
}
