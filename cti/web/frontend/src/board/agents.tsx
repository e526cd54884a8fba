// Everyone who serves a queue: what they do, since when, how long they talk.

import { clock, millis } from "../format/time";
import { reasonLabel, STATE_LABELS } from "../model/agent";
import type { AgentNow } from "../model/board";
import { tick } from "../web/server_clock";
import { MonitorButtons } from "./monitor_buttons";
import type { Monitor } from "./monitor";

const ORDER = ["talking", "ringing", "available", "wrap_up", "paused", "offline"] as const;

const lasted = (since: string | null, now: number): string => {
  const start = millis(since);
  return start === undefined ? "–" : clock((now - start) / 1000);
};

function Row({ agent, monitor }: { agent: AgentNow; monitor: Monitor | undefined }) {
  const resting = agent.state === "paused" || agent.state === "offline";
  const why = resting ? (agent.why ?? reasonLabel(agent.reason)) : undefined;
  const over = agent.state === "paused" && (millis(agent.until) ?? Infinity) < tick.value;
  const since = agent.state === "talking" ? (agent.answered_at ?? agent.since) : agent.since;
  return (
    <tr class={`state-${agent.state} ${over ? "pause-over" : ""}`}>
      <th scope="row">{agent.name}</th>
      <td>
        <span class="dot" aria-hidden="true" /> {STATE_LABELS[agent.state]}
        {why && <span class="state-why"> · {why}</span>}
        {over && <strong class="tag tag-bad">Pausa pasada</strong>}
      </td>
      <td class="number">{agent.state === "offline" ? "" : lasted(since, tick.value)}</td>
      {monitor && (
        <td class="board-monitor">
          <MonitorButtons agent={agent} monitor={monitor} />
        </td>
      )}
    </tr>
  );
}

export function Agents({ agents, monitor }: { agents: readonly AgentNow[]; monitor: Monitor | undefined }) {
  const counts = ORDER.map((state) => [state, agents.filter((one) => one.state === state).length] as const);
  const sorted = [...agents].sort(
    (one, other) => ORDER.indexOf(one.state) - ORDER.indexOf(other.state) || one.name.localeCompare(other.name, "es"),
  );
  return (
    <section class="sheet board-agents" aria-labelledby="agents-title">
      <div class="sheet-head">
        <h2 id="agents-title">Asesores</h2>
        <ul class="board-states">
          {counts.map(([state, many]) => (
            <li key={state} class={`state-${state}`}>
              <span class="dot" aria-hidden="true" /> {STATE_LABELS[state]} <strong class="figures">{many}</strong>
            </li>
          ))}
        </ul>
      </div>
      <div class="table-place board-scroll" tabIndex={0} role="region" aria-labelledby="agents-title">
        <table class="table">
          <thead>
            <tr>
              <th scope="col">Asesor</th>
              <th scope="col">Estado</th>
              <th scope="col" class="number">
                Desde hace
              </th>
              {monitor && <th scope="col">Acompañar</th>}
            </tr>
          </thead>
          <tbody>
            {sorted.map((agent) => (
              <Row key={agent.id} agent={agent} monitor={monitor} />
            ))}
          </tbody>
        </table>
      </div>
      {agents.length === 0 && (
        <p class="empty">
          <strong>Todavía no hay asesores.</strong>
          Aparecen aquí cuando se les asigna una cola.
        </p>
      )}
    </section>
  );
}
