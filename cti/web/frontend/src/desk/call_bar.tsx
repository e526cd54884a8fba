// The strip that says what is happening and holds the telephone's buttons, always in their places.

import { useCallback, useEffect, useState } from "preact/hooks";

import { clock, millis } from "../format/time";
import { reasonLabel, STATE_LABELS } from "../model/agent";
import { type Handover, handoverText, isConsulting, isNews } from "../model/handover";
import { queueName } from "../model/vocabulary";
import { Keypad } from "../parts/keypad";
import { tick } from "../web/server_clock";
import { BarButton } from "./bar_button";
import { callerName, callerNumber } from "./caller_panel";
import { HandOverControls } from "./hand_over_controls";
import { HandsetControls } from "./handset_controls";
import { type Happening, otherTalk } from "./placed_words";
import { QualityMark } from "./quality_mark";
import { reasonText } from "./reason_panel";
import { listenForShortcuts, type Shortcut } from "./shortcut";
import type { Station } from "./station";

function happening(station: Station, now: number): Happening {
  const desk = station.desk.value;
  const call = station.phone.call.value;
  const since = (from: number | undefined): string => clock((now - (from ?? now)) / 1000);
  switch (station.phase.value) {
    case "ringing":
      return {
        word: station.handset.value ? "Conteste en su teléfono" : "Llamada entrante",
        timer: since(millis(desk.card?.waiting_since) ?? desk.since),
        timerLabel: "esperando",
      };
    case "talking": {
      const other = otherTalk(station, now);
      if (other) return other;
      if (!call) return { word: "Recuperando la llamada…", timer: since(desk.since), timerLabel: "no cuelgue" };
      const word = call?.status === "connecting" ? "Contestando…" : call?.held ? "En espera" : talkWord(station);
      return { word, timer: since(call?.talkingSince), timerLabel: call?.muted ? "sin micrófono" : "hablando" };
    }
    case "wrap_up": {
      const until = millis(desk.ended?.until);
      const word = STATE_LABELS.wrap_up;
      if (until === undefined) return { word, timer: since(desk.since), timerLabel: "cerrando" };
      if (until > now) return { word, timer: clock((until - now) / 1000), timerLabel: "para cerrar" };
      return { word: "Cierre sin guardar", timer: "0:00", timerLabel: "ya le entran llamadas" };
    }
    default:
      return { word: STATE_LABELS[desk.state], timer: since(desk.since), timerLabel: "en este estado" };
  }
}

function talkWord(station: Station): string {
  const { handover } = station.desk.value;
  if (isConsulting(handover)) return "En consulta";
  return handover?.stage === "conference" ? "Conferencia" : "En llamada";
}

/** A button that was just used up loses the focus: it goes to the card, not to nowhere. */
function keepFocus(): void {
  const focused = document.activeElement;
  if (focused === document.body || focused?.matches(":disabled")) {
    document.getElementById("caller-title")?.focus();
  }
}

const WITHDRAWN_WORDS = {
  caller_left: "Quien llamaba colgó antes de que usted contestara.",
  ring_no_answer: "La llamada no se contestó y volvió a la cola.",
  back_to_queue: "La llamada que se cortó volvió a la cola.",
  answered_elsewhere: "Otro puesto contestó la llamada.",
  given_up: "Su colega ya no necesita consultarle.",
  not_placed: "Su teléfono no contestó: la llamada no se hizo.",
} as const;

/** Who hands the call on, and why. */
function handedText(handover: Handover): string {
  const note = handover.part === "to" && handover.note ? `«${handover.note}»` : "";
  return `${handoverText(handover)} ${note}`.trim();
}

function Subject({ station }: { station: Station }) {
  const { card, handover, withdrawn, state, reason } = station.desk.value;
  if (card) {
    const handed = handover && isNews(handover, tick.value) && handedText(handover);
    return (
      <div class="subject">
        <p class="subject-who">
          <strong>{callerNumber(card)}</strong>
          <span>{callerName(card)}</span>
        </p>
        <p class="subject-why">
          {card.queue === "emergency" && <strong class="emergency">EMERGENCIA</strong>}
          {handed ? <strong class="handed">{handed}</strong> : reasonText(card)}
        </p>
      </div>
    );
  }
  const queues = (station.me.value?.queues ?? []).map(queueName).join(" y ");
  const idle =
    state === "available"
      ? `Las llamadas de ${queues || "las colas"} le entran aquí.`
      : state === "paused"
        ? `${reasonLabel(reason, station.me.value?.pauses) ?? "Pausa"}: no le entran llamadas.`
        : "No le entran llamadas. Póngase disponible para recibirlas.";
  const looking = station.phone.call.value ? "Buscando los datos de quien llama…" : "Sin llamada";
  return (
    <div class="subject subject-idle">
      <p class="subject-who">{looking}</p>
      <p class="subject-why">{withdrawn ? WITHDRAWN_WORDS[withdrawn] : idle}</p>
    </div>
  );
}

function Controls({ station }: { station: Station }) {
  const call = station.phone.call.value;
  const [keypad, setKeypad] = useState(false);
  const ringing = call?.status === "ringing";
  const talking = call?.status === "talking";
  const held = call?.held ?? false;
  const muted = call?.muted ?? false;
  const run = useCallback(
    (shortcut: Shortcut): void => {
      const { phone } = station;
      const now = phone.call.peek();
      if (shortcut === "answer") void phone.answer();
      if (now?.status !== "talking") return;
      if (shortcut === "hold") phone.hold(!now.held);
      if (shortcut === "mute") phone.mute(!now.muted);
      if (shortcut === "hangUp") phone.hangUp();
    },
    [station],
  );
  const press = useCallback((key: string) => station.phone.key(key), [station]);
  useEffect(() => listenForShortcuts(run), [run]);
  useEffect(() => {
    if (!talking) setKeypad(false);
    keepFocus();
  }, [talking, ringing]);
  return (
    <div class="controls" role="group" aria-label="Teléfono">
      <BarButton shortcut="answer" icon="phone" text="Contestar" kind="go" disabled={!ringing} run={() => run("answer")} />
      <BarButton
        shortcut="hold"
        icon={held ? "resume" : "hold"}
        text={held ? "Retomar" : "Retener"}
        kind="plain"
        disabled={!talking}
        on={held}
        run={() => run("hold")}
      />
      <BarButton
        shortcut="mute"
        icon={muted ? "micOff" : "mic"}
        text={muted ? "Con voz" : "Silenciar"}
        kind="plain"
        disabled={!talking}
        on={muted}
        run={() => run("mute")}
      />
      <HandOverControls station={station} />
      <BarButton
        icon="keypad"
        text="Teclado"
        kind="plain"
        disabled={!talking}
        expanded={keypad}
        run={() => setKeypad(!keypad)}
      />
      <BarButton shortcut="hangUp" icon="hangUp" text="Colgar" kind="stop" disabled={!talking} run={() => run("hangUp")} />
      {keypad && (
        <div
          class="keypad-popover"
          onKeyDown={(event) => event.key === "Escape" && setKeypad(false)}
        >
          <Keypad press={press} disabled={!talking} />
        </div>
      )}
    </div>
  );
}

export function CallBar({ station }: { station: Station }) {
  const { word, timer, timerLabel } = happening(station, tick.value);
  const handset = station.handset.value;
  return (
    <section class="call-bar" aria-label="Llamada">
      <div class="happening">
        <p class="happening-word">
          <span class="dot" aria-hidden="true" />
          {word}
        </p>
        <p class="happening-timer">
          <span class="figures" role="timer">
            {timer}
          </span>{" "}
          <small>{timerLabel}</small>
        </p>
        <QualityMark station={station} />
      </div>
      <Subject station={station} />
      {handset ? <HandsetControls station={station} name={handset} /> : <Controls station={station} />}
    </section>
  );
}
