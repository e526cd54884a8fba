// Whose desk this is: who waits, today's figures, the tools and the agent's state.

import { length } from "../format/time";
import type { Today } from "../model/agent";
import { Icon } from "../parts/icon";
import { SettingsButton } from "./settings";
import { StateMenu } from "./state_menu";
import type { Station } from "./station";
import { Tools } from "./tools";
import { WaitingStrip } from "./waiting_strip";

function Figure({ value, label, title }: { value: string; label: string; title: string }) {
  return (
    <div class="figure" title={title}>
      <dt>{label}</dt>
      <dd class="figures">{value}</dd>
    </div>
  );
}

const NOTHING = "–";
const lasted = (seconds: number | null): string => (seconds === null ? NOTHING : length(seconds));

function OwnDay({ today }: { today: Today | undefined }) {
  const busy = today?.occupancy ?? null;
  const rating = today?.satisfaction ?? null;
  return (
    <dl class="today" aria-label="Hoy">
      <Figure value={today ? String(today.answered) : NOTHING} label="Atendidas" title="Llamadas que atendió hoy" />
      <Figure value={today ? String(today.missed) : NOTHING} label="Perdidas" title="Timbraron en su puesto y no contestó" />
      <Figure value={lasted(today?.talk_mean ?? null)} label="Habla" title="Cuánto habla por llamada, en promedio" />
      <Figure value={lasted(today?.wrap_up_mean ?? null)} label="Cierre" title="Cuánto tarda el cierre, en promedio" />
      <Figure
        value={busy === null ? NOTHING : `${Math.round(busy * 100)} %`}
        label="Ocupación"
        title="De su tiempo en turno, cuánto habló o cerró llamadas"
      />
      <Figure
        value={rating === null ? NOTHING : rating.toFixed(1).replace(".", ",")}
        label="Encuesta"
        title={`Satisfacción de 1 a 5, de ${today?.ratings ?? 0} encuestas contestadas hoy`}
      />
    </dl>
  );
}

export function Header({ station, entity }: { station: Station; entity: string }) {
  const me = station.me.value;
  return (
    <header class="top">
      <p class="entity">
        <a href="/llamadas" target="_blank" rel="noreferrer" title={`${entity}: otras páginas`}>
          {entity}
          <span class="unseen">: otras páginas</span>
        </a>
      </p>
      <WaitingStrip station={station} />
      <OwnDay today={me?.today} />
      <Tools station={station} />
      <div class="own">
        <StateMenu station={station} />
        <p class="agent" title={me?.agent.name}>{me?.agent.name ?? " "}</p>
        <SettingsButton station={station} />
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
