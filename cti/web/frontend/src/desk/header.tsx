// Whose desk this is, today's figures and the agent's state.

import { length } from "../format/time";
import { Icon } from "../parts/icon";
import { StateMenu } from "./state_menu";
import type { Station } from "./station";

function Figure({ value, label }: { value: string; label: string }) {
  return (
    <div class="figure">
      <dt>{label}</dt>
      <dd class="figures">{value}</dd>
    </div>
  );
}

export function Header({ station, entity }: { station: Station; entity: string }) {
  const me = station.me.value;
  const today = me?.today;
  return (
    <header class="top">
      <p class="entity">
        <strong>{entity}</strong>
        <a href="/llamadas" target="_blank" rel="noreferrer">
          Otras páginas
        </a>
      </p>
      <dl class="today" aria-label="Hoy">
        <Figure value={today ? String(today.answered) : "–"} label="Atendidas hoy" />
        <Figure value={today ? String(today.missed) : "–"} label="Sin contestar" />
        <Figure value={today ? length(today.talk_seconds) : "–"} label="Hablando" />
      </dl>
      <div class="own">
        <StateMenu station={station} />
        <p class="agent">{me?.agent.name ?? " "}</p>
        <button
          type="button"
          class="quiet-button"
          aria-label="Salir"
          title="Salir"
          disabled={station.phase.value === "talking" || station.phase.value === "ringing"}
          onClick={() => void station.logOut()}
        >
          <Icon name="leave" />
        </button>
      </div>
    </header>
  );
}
