// The text of a recording under its player, or how far it is.

import type { Transcript } from "../model/transcript";

const STATES: Readonly<Record<Exclude<Transcript["state"], "done">, string>> = {
  waiting: "La transcripción automática está en espera.",
  working: "La transcripción automática se está haciendo.",
  failed: "No se pudo transcribir: oiga la grabación.",
  no_model: "Sin transcripción: no hay un modelo para dictado.",
};
/** Below it the words are more often wrong than helpful. */
const HARDLY_SURE = 0.6;

export function TranscriptText({ transcript }: { transcript: Transcript | null }) {
  if (!transcript) return null;
  if (transcript.state !== "done") return <p class="faint">{STATES[transcript.state]}</p>;
  if (!transcript.text) return <p class="faint">Transcripción automática: no se entendió ninguna palabra.</p>;
  const doubtful = transcript.confidence !== null && transcript.confidence < HARDLY_SURE;
  return (
    <div class="transcript">
      <p class="faint">
        Transcripción automática, {doubtful ? "con muchas palabras dudosas" : "puede tener errores"}
        {" "}({transcript.model})
      </p>
      <blockquote>{transcript.text}</blockquote>
    </div>
  );
}
