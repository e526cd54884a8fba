// What a screen reader says aloud as the call goes on.

import { reasonLabel, STATE_LABELS } from "../model/agent";
import { callerName } from "./caller_panel";
import { reasonText } from "./reason_panel";
import { SHORTCUTS } from "./shortcut";
import type { Station } from "./station";

function words(station: Station): string {
  const { card, reason } = station.desk.value;
  const call = station.phone.call.value;
  const phase = station.phase.value;
  if (phase === "talking") {
    if (!call) return "Recuperando la llamada.";
    if (call?.held) return "Llamada en espera.";
    return call?.muted ? "Su micrófono está en silencio." : "En llamada.";
  }
  if (phase === "wrap_up") return "Llamada terminada. Elija el resultado y guarde.";
  const why = phase === "paused" ? reasonLabel(reason) : undefined;
  return card ? "" : `Estado: ${STATE_LABELS[phase]}${why ? `, ${why}` : ""}.`;
}

function ringingWords(station: Station): string {
  if (station.phase.value !== "ringing") return "";
  const { card } = station.desk.value;
  const answer = `${SHORTCUTS.answer.label} para contestar.`;
  if (!card) return `Llamada entrante. ${answer}`;
  return `Llamada entrante: ${callerName(card)}. ${reasonText(card)}. ${answer}`;
}

export function Announcer({ station }: { station: Station }) {
  return (
    <>
      <p class="unseen" aria-live="assertive">
        {ringingWords(station)}
      </p>
      <p class="unseen" aria-live="polite">
        {words(station)}
      </p>
    </>
  );
}
