// What a screen reader says aloud as the call goes on.

import { reasonLabel, STATE_LABELS } from "../model/agent";
import { handoverText } from "../model/handover";
import { callerName } from "./caller_panel";
import { reasonText } from "./reason_panel";
import { SHORTCUTS } from "./shortcut";
import type { Station } from "./station";

function words(station: Station): string {
  const { card, handover, reason } = station.desk.value;
  const call = station.phone.call.value;
  const phase = station.phase.value;
  if (phase === "talking") {
    if (card?.placed && !card.placed.reached_at) return card.placed.why ? "No se pudo comunicar." : "Llamando.";
    if (!call && !station.handset.value) return "Recuperando la llamada.";
    if (call?.held) return "Llamada en espera.";
    if (handover) return handoverText(handover) || "En llamada.";
    return call?.muted ? "Su micrófono está en silencio." : "En llamada.";
  }
  if (phase === "wrap_up") return "Llamada terminada. Elija el resultado y guarde.";
  const why = phase === "paused" ? reasonLabel(reason, station.me.value?.pauses) : undefined;
  return card ? "" : `Estado: ${STATE_LABELS[phase]}${why ? `, ${why}` : ""}.`;
}

function ringingWords(station: Station): string {
  if (station.phase.value !== "ringing") return "";
  const { card, handover } = station.desk.value;
  const answer = `${SHORTCUTS.answer.label} para contestar.`;
  if (!card) return `Llamada entrante. ${answer}`;
  const handed = handover ? ` ${handoverText(handover)} ${handover.part === "to" ? handover.note : ""}` : "";
  return `Llamada entrante: ${callerName(card)}. ${reasonText(card)}.${handed} ${answer}`;
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
