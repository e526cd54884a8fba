// What a call was, in a few lines.

import { length, millis, timeWithSeconds } from "../format/time";
import { telephone } from "../format/telephone";
import type { Call } from "../model/call";
import { intentName, outcome } from "../model/vocabulary";

const IDENTITY = ["Sin cuenta", "Indicó la cuenta", "Dio un segundo dato"] as const;

function lasted({ started_at, ended_at }: Call): string {
  const start = millis(started_at);
  const end = millis(ended_at);
  return start === undefined || end === undefined ? "En curso" : length((end - start) / 1000);
}

export function Facts({ call }: { call: Call }) {
  const number = call.withheld ? "Oculto" : call.number ? telephone(call.number) : "Sin número";
  return (
    <section class="sheet" aria-labelledby="facts">
      <h2 id="facts">La llamada</h2>
      <dl class="facts">
        <dt>Teléfono</dt>
        <dd class="figures">{number}</dd>
        <dt>Marcó</dt>
        <dd class="figures">{call.dialled ? telephone(call.dialled) : "La línea"}</dd>
        <dt>Cuenta</dt>
        <dd class="figures">{call.followed.account ?? "Ninguna"}</dd>
        <dt>Identidad</dt>
        <dd>{IDENTITY[call.identity_level] ?? call.identity_level}</dd>
        <dt>Asunto</dt>
        <dd>{intentName(call.intent) || "No lo dijo"}</dd>
        <dt>Resultado</dt>
        <dd>
          {outcome(call.outcome) || "En curso"}
          {call.built === "cel" && <span class="tag">Reconstruida de los registros</span>}
        </dd>
        <dt>Contestada</dt>
        <dd class="figures">{call.answered_at ? timeWithSeconds(call.answered_at) : "No"}</dd>
        <dt>Duró</dt>
        <dd class="figures">{lasted(call)}</dd>
      </dl>
    </section>
  );
}
