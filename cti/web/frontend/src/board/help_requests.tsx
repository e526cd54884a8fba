// Agents who ask their supervisor: who, since when, in which call; answered in words or by coming in.

import { useEffect, useState } from "preact/hooks";

import { clock, millis } from "../format/time";
import { RingTone } from "../line/ring_tone";
import type { BoardMessage, HelpAsked } from "../model/board";
import { troubleOf } from "../parts/staff_page";
import { post } from "../web/api";
import { tick } from "../web/server_clock";
import type { Monitor } from "./monitor";

const LONGEST = 160;

const unanswered = ({ coming, text }: HelpAsked): boolean => !coming && !text;

/** Sounds while somebody waits for an answer, and at once for each who begins to. */
function useBell(asked: readonly HelpAsked[]): void {
  const [bell] = useState(() => new RingTone());
  const waiting = asked.filter(unanswered).map(({ agent_id, asked_at }) => `${agent_id} ${asked_at}`);
  const whoWaits = waiting.sort().join();
  useEffect(() => bell.unlockOnGesture(), [bell]);
  useEffect(() => {
    if (!whoWaits) return undefined;
    bell.start();
    return () => bell.stop();
  }, [bell, whoWaits]);
}

function answerOf({ by, coming, text }: HelpAsked): string {
  if (coming) return `${by ?? ""} va a entrar a la llamada`;
  return text ? `${by ?? ""}: ${text}` : "";
}

function Asked(props: { asked: HelpAsked; name: string; monitor: Monitor | undefined }) {
  const { asked, name, monitor } = props;
  const [text, write] = useState("");
  const [trouble, setTrouble] = useState<string | undefined>(undefined);
  const since = clock((tick.value - (millis(asked.asked_at) ?? tick.value)) / 1000);
  const send = async (): Promise<void> => {
    try {
      await post(`/help/${asked.agent_id}/answer`, { text });
      write("");
      setTrouble(undefined);
    } catch (error) {
      setTrouble(troubleOf(error));
    }
  };
  return (
    <li class={`help-asked ${unanswered(asked) ? "help-waits" : ""}`}>
      <p>
        <strong>{name}</strong> pide ayuda <span class="figures">hace {since}</span> ·{" "}
        <a href={`/llamadas/${asked.call_id}`} target="_blank" rel="noreferrer">
          la llamada
        </a>
      </p>
      <p class="faint">{trouble ?? answerOf(asked)}</p>
      {monitor && (
        <form
          class="help-answering"
          onSubmit={(event) => {
            event.preventDefault();
            if (text.trim()) void send();
          }}
        >
          <input
            type="text"
            aria-label={`Respuesta para ${name}`}
            placeholder="Respuesta corta…"
            maxLength={LONGEST}
            value={text}
            onInput={(event) => write(event.currentTarget.value)}
          />
          <button type="submit" class="plain-button" disabled={!text.trim()}>
            Responder
          </button>
          <button
            type="button"
            class="primary"
            disabled={monitor.agentId.value !== undefined}
            onClick={() => void monitor.join(asked.agent_id, "whisper")}
          >
            Entrar y susurrar
          </button>
        </form>
      )}
    </li>
  );
}

export function HelpRequests({ board, monitor }: { board: BoardMessage; monitor: Monitor | undefined }) {
  useBell(board.help);
  const names = new Map(board.agents.map(({ id, name }) => [id, name]));
  return (
    <section class={board.help.length ? "help-requests" : "unseen"} aria-label="Piden ayuda" aria-live="assertive">
      <ul>
        {board.help.map((asked) => (
          <Asked
            key={asked.agent_id}
            asked={asked}
            name={names.get(asked.agent_id) ?? "Un asesor"}
            monitor={monitor}
          />
        ))}
      </ul>
    </section>
  );
}
