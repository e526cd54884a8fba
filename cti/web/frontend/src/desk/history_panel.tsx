// The caller's last calls and what was noted after each.

import { dayOrTime, length } from "../format/time";
import type { Disposition } from "../model/agent";
import type { Card, PastCall } from "../model/card";
import { intentName, outcome } from "../model/vocabulary";
import { Panel } from "../parts/panel";

type Labels = readonly Disposition[];

/** How a call ended: the agent's disposition where there is one, else what the line saw. */
function ending(code: string | null, labels: Labels): string {
  return labels.find((one) => one.code === code)?.label ?? outcome(code);
}

function Past({ call, now, labels }: { call: PastCall; now: number; labels: Labels }) {
  const how = [ending(call.outcome, labels), call.agent, call.seconds ? length(call.seconds) : null];
  return (
    <li class="past">
      <time class="figures" dateTime={call.started_at}>
        {dayOrTime(call.started_at, now)}
      </time>
      <div>
        <strong>{intentName(call.reason) || "Sin motivo anotado"}</strong>
        <span class="faint">{how.filter(Boolean).join(" · ")}</span>
        {call.note && <p class="note">{call.note}</p>}
      </div>
    </li>
  );
}

export function HistoryPanel(props: { card: Card | undefined; now: number; labels: Labels }) {
  const { card, now, labels } = props;
  if (!card) return <Panel id="history" title="Llamadas anteriores" />;
  return (
    <Panel id="history" title="Llamadas anteriores">
      <ol class="history">
        {card.calls.map((call) => (
          <Past key={call.call_id} call={call} now={now} labels={labels} />
        ))}
      </ol>
      {card.calls.length === 0 && <p class="nothing">Primera llamada que se registra.</p>}
    </Panel>
  );
}
