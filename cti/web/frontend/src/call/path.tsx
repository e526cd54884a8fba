// The path that a caller walked; from a step that was recorded one goes on listening.

import { timeWithSeconds } from "../format/time";
import type { Step } from "../model/call";

interface Props {
  readonly steps: readonly Step[];
  readonly isHeard: (at: string) => boolean;
  readonly hearFrom: (at: string) => void;
}

export function PathSheet({ steps, isHeard, hearFrom }: Props) {
  const shown = steps.filter(({ label }) => label);
  return (
    <section class="sheet" aria-labelledby="path">
      <h2 id="path">Lo que pasó</h2>
      {shown.length === 0 && (
        <p class="empty">
          <strong>Sin pasos.</strong>
          Aquí se ve lo que la persona oyó y marcó. Esta llamada no llegó a los menús, o fue
          confidencial.
        </p>
      )}
      <ol class="call-path">
        {shown.map(({ at, label, heard, kind, by, certainty }, place) => (
          <li key={`${at} ${place}`}>
            {isHeard(at) ? (
              <button
                type="button"
                class="link-button figures"
                aria-label={`Oír desde las ${timeWithSeconds(at)}`}
                onClick={() => hearFrom(at)}
              >
                {timeWithSeconds(at)}
              </button>
            ) : (
              <time class="figures" dateTime={at}>
                {timeWithSeconds(at)}
              </time>
            )}
            <span>
              {label}
              {heard && !label?.includes(heard) && (kind === "answered" || by === "speech") && (
                <span class="faint"> {by === "speech" ? `«${heard}»` : heard}</span>
              )}
              {by === "speech" && (
                <span class="tag">{certainty === "confirmed" ? "hablando, confirmado" : "hablando"}</span>
              )}
            </span>
          </li>
        ))}
      </ol>
    </section>
  );
}
