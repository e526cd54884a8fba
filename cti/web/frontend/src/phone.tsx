import { effect } from "@preact/signals";
import { render } from "preact";
import { useCallback, useEffect, useState } from "preact/hooks";

import { clock } from "./format/time";
import { telephone } from "./format/telephone";
import { type PhoneCall, type Registration, Softphone } from "./line/softphone";
import { Icon } from "./parts/icon";
import { Keypad } from "./parts/keypad";
import { CallerChoice, OTHER, WITHHELD } from "./phone/caller_choice";
import { identityHeaders, type Shown, typedNumber } from "./phone/identity";
import { LevelMeter } from "./phone/level_meter";
import { ApiError, demoPhone, type DemoPhone } from "./web/api";
import { startTicking, tick } from "./web/server_clock";

const REGISTRATION_WORDS: Readonly<Record<Registration, string>> = {
  connecting: "Conectando con la central…",
  registered: "Listo para llamar",
  lost: "Sin conexión con la central. Reconectando…",
  refused: "La central no aceptó este teléfono. Recargue la página.",
};

const CAUSES: Readonly<Record<string, string>> = {
  Busy: "La línea está ocupada.",
  "User Denied Media Access": "Sin permiso para el micrófono.",
  "Not Found": "La línea no existe en la central.",
  Rejected: "La central rechazó la llamada.",
  Unavailable: "La línea no está disponible.",
  "Request Timeout": "La central no respondió.",
  "Connection Error": "Se perdió la conexión con la central.",
};

const ORDINARY_ENDS = new Set(["Terminated", "Canceled"]);

function stateWords(call: PhoneCall | undefined, phone: Softphone, talked: boolean): string {
  if (call?.status === "talking") return "En llamada";
  if (call) return "Llamando…";
  const cause = phone.lastCause.value;
  if (cause && CAUSES[cause]) return CAUSES[cause];
  if (cause && !talked && !ORDINARY_ENDS.has(cause)) return `No se pudo llamar (${cause}).`;
  if (phone.registration.value === "registered" && talked) return "Llamada terminada";
  return REGISTRATION_WORDS[phone.registration.value];
}

function shownBy(chosen: string, typed: string): Shown | undefined {
  if (chosen === WITHHELD) return { kind: "withheld" };
  const number = chosen === OTHER ? typedNumber(typed) : chosen;
  return number ? { kind: "number", number } : undefined;
}

function Phone({ account, phone }: { account: DemoPhone; phone: Softphone }) {
  const [chosen, setChosen] = useState(account.callers[0]?.number ?? OTHER);
  const [typed, setTyped] = useState("");
  const [keys, setKeys] = useState("");
  const [talked, setTalked] = useState(0);
  const call = phone.call.value;
  const talking = call?.status === "talking";
  const shown = shownBy(chosen, typed);
  const press = useCallback(
    (key: string) => {
      phone.key(key);
      setKeys((before) => before + key);
    },
    [phone],
  );
  const place = (): void => {
    if (!shown) return;
    setKeys("");
    setTalked(0);
    void phone.place(account.line, identityHeaders(shown));
  };
  const seconds = call?.talkingSince ? (tick.value - call.talkingSince) / 1000 : talked;
  useEffect(() => {
    if (talking) setTalked(seconds);
  }, [talking, seconds]);
  const ready = phone.registration.value === "registered" && shown !== undefined;
  return (
    <div class="phone" data-status={call?.status ?? "idle"}>
      <CallerChoice
        callers={account.callers}
        chosen={chosen}
        typed={typed}
        disabled={call !== undefined}
        choose={setChosen}
        type={setTyped}
      />
      <section class="handset" aria-label="Teléfono">
        <p class="line-number">
          {/\d/.test(account.line) && <span>Línea única</span>}
          <strong>{/\d/.test(account.line) ? telephone(account.line) : "Línea única"}</strong>
        </p>
        <p class="phone-state" role="status">
          {stateWords(call, phone, talked > 0)}
        </p>
        <p class="phone-timer figures" role="timer">
          {clock(seconds)}
        </p>
        <LevelMeter stream={phone.remote.value} />
        <p class="pressed figures">
          <span class="unseen">Teclas marcadas: </span>
          {keys.slice(-18) || " "}
        </p>
        <Keypad press={press} disabled={!talking} />
        <div class="phone-buttons">
          {call ? (
            <button type="button" class="round stop" onClick={() => phone.hangUp()}>
              <Icon name="hangUp" size={26} /> Colgar
            </button>
          ) : (
            <button type="button" class="round go" disabled={!ready} onClick={place}>
              <Icon name="phone" size={26} /> Llamar
            </button>
          )}
        </div>
        <p class="phone-note" role="alert">
          {phone.problem.value}
          {phone.problem.value && !call && " Puede llamar igual: la línea atiende por teclado."}
        </p>
      </section>
    </div>
  );
}

function Page() {
  const [account, setAccount] = useState<DemoPhone>();
  const [trouble, setTrouble] = useState("");
  const [phone] = useState(() => new Softphone());
  useEffect(() => {
    const stopTicking = startTicking();
    const stop = (): void => phone.stop();
    window.addEventListener("pagehide", stop);
    const naming = effect(() => {
      document.title = phone.call.value ? "En llamada · Teléfono" : "Teléfono de demostración";
    });
    demoPhone().then(
      (found) => {
        setAccount(found);
        phone.start(found);
      },
      (error: unknown) => setTrouble(error instanceof ApiError ? error.message : String(error)),
    );
    return () => {
      window.removeEventListener("pagehide", stop);
      stopTicking();
      naming();
      stop();
    };
  }, [phone]);
  if (account) return <Phone account={account} phone={phone} />;
  return (
    <p class="phone-loading" role="status">
      {trouble || "Preparando el teléfono…"}
    </p>
  );
}

const root = document.getElementById("phone");
if (root) render(<Page />, root);
