// While a colleague is asked: who waits, who talks, and what comes next.

import { handoverText, isConsulting } from "../model/handover";
import { Icon } from "../parts/icon";
import { ariaKeys, type Shortcut, SHORTCUTS } from "./shortcut";
import type { Station } from "./station";

function Step(props: { shortcut: Shortcut; text: string; kind: string; ready: boolean; run: () => void }) {
  const keys = SHORTCUTS[props.shortcut];
  return (
    <button
      type="button"
      class={`step-button ${props.kind}`}
      aria-keyshortcuts={ariaKeys(props.shortcut)}
      disabled={!props.ready}
      onClick={props.run}
    >
      <span>{props.text}</span>
      <kbd aria-hidden="true">{keys.label}</kbd>
    </button>
  );
}

/** Of the agent who asks, until it is over. */
export function ConsultationPanel({ station }: { station: Station }) {
  const handover = station.desk.value.handover;
  const { handing } = station;
  if (!handover || handover.part !== "by" || !isConsulting(handover)) return null;
  const talking = handover.stage === "talking";
  return (
    <section class="transfer-panel consultation" aria-label="Consulta">
      <p class="consultation-text">
        <Icon name="phone" size={16} /> {handoverText(handover)}
      </p>
      <div class="consultation-steps">
        <Step shortcut="transfer" text="Pasarle la llamada" kind="go" ready={talking} run={() => void handing.complete()} />
        <Step shortcut="together" text="Hablar los tres" kind="plain" ready={talking} run={() => void handing.together()} />
        <Step shortcut="takeBack" text="Volver a la llamada" kind="plain" ready run={() => void handing.takeBack()} />
      </div>
    </section>
  );
}
