// «Ask the supervisor»: one key, and what comes of it.

import { clock, millis } from "../format/time";
import type { HelpRequest } from "../model/backlog";
import { Icon } from "../parts/icon";
import { tick } from "../web/server_clock";
import { ariaKeys, SHORTCUTS } from "./shortcut";
import type { Station } from "./station";

/** What the agent reads while it is open. */
export function helpWords(help: HelpRequest): string {
  if (help.coming) return `${help.by ?? "El supervisor"} ya viene.`;
  if (help.text) return `${help.by ?? "El supervisor"}: ${help.text}`;
  return "Su supervisor ya sabe. Siga con la llamada.";
}

export function SupervisorCall({ station }: { station: Station }) {
  const help = station.news.help.value;
  const talking = station.phase.value === "talking";
  const asked = help ? clock((tick.value - (millis(help.asked_at) ?? tick.value)) / 1000) : "";
  return (
    <div class="supervisor">
      <button
        type="button"
        class="tool"
        aria-pressed={help !== null}
        aria-keyshortcuts={ariaKeys("supervisor")}
        title={`${SHORTCUTS.supervisor.what} (${SHORTCUTS.supervisor.label})`}
        disabled={!talking}
        onClick={() => void station.askSupervisor()}
      >
        <Icon name="hand" />
        <span>{help ? `Retirar · ${asked}` : "Pedir ayuda"}</span>
      </button>
      <p class={help ? `help-answer ${help.coming || help.text ? "answered" : ""}` : "unseen"} role="status">
        {help && helpWords(help)}
      </p>
    </div>
  );
}
