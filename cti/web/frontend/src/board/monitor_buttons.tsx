import type { AgentNow } from "../model/board";
import { MODE_LABELS, MODE_MEANINGS, type Mode, type Monitor } from "./monitor";

const MODES: readonly Mode[] = ["listen", "whisper", "barge"];

/** What a supervisor may do with one agent's call. */
export function MonitorButtons({ agent, monitor }: { agent: AgentNow; monitor: Monitor }) {
  const inCall = monitor.agentId.value;
  if (inCall === agent.id) {
    if (monitor.status.value !== "talking") return <span class="faint">Conectando…</span>;
    return (
      <span class="buttons" role="group" aria-label={`Llamada de ${agent.name}`}>
        {MODES.map((mode) => (
          <button
            key={mode}
            type="button"
            class="plain-button"
            title={MODE_MEANINGS[mode]}
            aria-pressed={monitor.mode.value === mode}
            onClick={() => monitor.change(mode)}
          >
            {MODE_LABELS[mode]}
          </button>
        ))}
        <button type="button" class="plain-button danger-button" onClick={() => monitor.leave()}>
          Salir
        </button>
      </span>
    );
  }
  if (agent.state !== "talking") return null;
  return (
    <button
      type="button"
      class="plain-button"
      disabled={inCall !== undefined}
      aria-label={`Escuchar la llamada de ${agent.name}`}
      onClick={() => void monitor.join(agent.id)}
    >
      Escuchar
    </button>
  );
}
