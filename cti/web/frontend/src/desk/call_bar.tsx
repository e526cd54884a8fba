// The strip that says what is happening and holds the telephone's buttons, always in their places.

import { useCallback, useEffect, useState } from "preact/hooks";

import { clock, millis } from "../format/time";
import { reasonLabel, STATE_LABELS } from "../model/agent";
import { queueName } from "../model/vocabulary";
import { Icon, type IconName } from "../parts/icon";
import { Keypad } from "../parts/keypad";
import { tick } from "../web/server_clock";
import { callerName, callerNumber } from "./caller_panel";
import { reasonText } from "./reason_panel";
import { listenForShortcuts, SHORTCUTS, type Shortcut } from "./shortcut";
import type { Station } from "./station";

interface Happening {
  readonly word: string;
  readonly timer: string;
  readonly timerLabel: string;
}

function happening(station: Station, now: number): Happening {
  const desk = station.desk.value;
  const call = station.phone.call.value;
  const since = (from: number | undefined): string => clock((now - (from ?? now)) / 1000);
  switch (station.phase.value) {
    case "ringing":
      return {
        word: "Llamada entrante",
        timer: since(millis(desk.card?.waiting_since) ?? desk.since),
        timerLabel: "esperando",
      };
    case "talking": {
      if (!call) return { word: "Recuperando la llamada…", timer: since(desk.since), timerLabel: "no cuelgue" };
      const word = call?.status === "connecting" ? "Contestando…" : call?.held ? "En espera" : "En llamada";
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
} as const;

function Subject({ station }: { station: Station }) {
  const { card, withdrawn, state, reason } = station.desk.value;
  if (card) {
    return (
      <div class="subject">
        <p class="subject-who">
          <strong>{callerNumber(card)}</strong>
          <span>{callerName(card)}</span>
        </p>
        <p class="subject-why">
          {card.queue === "emergency" && <strong class="emergency">EMERGENCIA</strong>}
          {reasonText(card)}
        </p>
      </div>
    );
  }
  const queues = (station.me.value?.queues ?? []).map(queueName).join(" y ");
  const idle =
    state === "available"
      ? `Las llamadas de ${queues || "las colas"} le entran aquí.`
      : state === "paused"
        ? `${reasonLabel(reason) ?? "Pausa"}: no le entran llamadas.`
        : "No le entran llamadas. Póngase disponible para recibirlas.";
  const looking = station.phone.call.value ? "Buscando los datos de quien llama…" : "Sin llamada";
  return (
    <div class="subject subject-idle">
      <p class="subject-who">{looking}</p>
      <p class="subject-why">{withdrawn ? WITHDRAWN_WORDS[withdrawn] : idle}</p>
    </div>
  );
}

function BarButton(props: {
  shortcut?: Shortcut;
  icon: IconName;
  text: string;
  kind: string;
  disabled: boolean;
  on?: boolean;
  expanded?: boolean;
  run: () => void;
}) {
  const keys = props.shortcut && SHORTCUTS[props.shortcut];
  return (
    <button
      type="button"
      class={`bar-button ${props.kind}`}
      disabled={props.disabled}
      data-on={props.on}
      aria-expanded={props.expanded}
      aria-keyshortcuts={keys?.key}
      onClick={props.run}
    >
      <Icon name={props.icon} size={20} />
      <span>{props.text}</span>
      {keys ? <kbd aria-hidden="true">{keys.label}</kbd> : <kbd class="none" aria-hidden="true" />}
    </button>
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
      </div>
      <Subject station={station} />
      <Controls station={station} />
    </section>
  );
}
