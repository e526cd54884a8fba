// Why they call, and the path that they have just walked through the line.

import { useEffect, useRef } from "preact/hooks";

import { clock, millis, timeWithSeconds } from "../format/time";
import type { Card, PathStep } from "../model/card";
import { intentName, queueName } from "../model/vocabulary";
import { Panel } from "../parts/panel";

const TROUBLE = new Set(["invalid", "silence", "refused", "identity_failed", "account_none"]);

/** What the call is about: what they said they wanted, else why they reached a person. */
export function reasonText(card: Card): string {
  return intentName(card.intent) || card.reason || "Motivo sin indicar";
}

/** Steps whose `heard` is what the caller pressed or said; elsewhere it is the line's own code. */
const HEARD = new Set(["chosen", "answered", "invalid"]);

/** What the line leaves unnamed and an agent should know: where the caller stumbled. */
const STUMBLES: Readonly<Record<string, string>> = {
  invalid: "Marcó algo que no servía",
  silence: "No marcó nada",
};

const named = (step: PathStep): PathStep => ({
  ...step,
  label: step.label ?? STUMBLES[step.kind] ?? null,
});

/** Steps that say anew what the one before said: the line's own bookkeeping. */
const ECHOES = new Set(["intent", "transfer"]);

/** The steps worth an agent's eye: those with a name, without echoes. */
export function shownSteps(steps: readonly PathStep[]): readonly PathStep[] {
  const told = steps.map(named).filter(({ label }) => label);
  return told.filter((step, turn) => !ECHOES.has(step.kind) || step.label !== told[turn - 1]?.label);
}

/** Steps by which something of the caller was proven. */
const PROOFS = new Set(["verified", "identity_noted"]);

/** What was verified in the call, in the line's words; the same once. */
export function proofs(steps: readonly PathStep[]): readonly string[] {
  const told = steps.filter(({ kind }) => PROOFS.has(kind)).map(({ label }) => label ?? "");
  return [...new Set(told)].filter(Boolean);
}

function Step({ step }: { step: PathStep }) {
  const tone = TROUBLE.has(step.kind) ? "warn" : PROOFS.has(step.kind) ? "good" : "plain";
  return (
    <li class={`step tone-${tone}`}>
      <time class="figures" dateTime={step.at}>
        {timeWithSeconds(step.at)}
      </time>
      <span class="step-label">{step.label}</span>
      {step.heard && HEARD.has(step.kind) && (
        <kbd class="heard figures">{step.by === "speech" ? `«${step.heard}»` : step.heard}</kbd>
      )}
    </li>
  );
}

/** The last steps are the ones that matter: a long path is shown from its end. */
function Path({ steps }: { steps: readonly PathStep[] }) {
  const list = useRef<HTMLOListElement>(null);
  const told = shownSteps(steps);
  useEffect(() => {
    if (list.current) list.current.scrollTop = list.current.scrollHeight;
  }, [told.length]);
  return (
    <ol class="path" aria-label="Recorrido en la línea" ref={list}>
      {told.map((step) => (
        <Step key={`${step.at} ${step.kind} ${step.label}`} step={step} />
      ))}
      {told.length === 0 && <li class="nothing">Llegó sin pasar por el menú.</li>}
    </ol>
  );
}

export function ReasonPanel(props: {
  card: Card | undefined;
  answeredAt: string | undefined;
  pathLive: boolean;
  now: number;
}) {
  const { card, now } = props;
  if (!card) return <Panel id="reason" title="Por qué llama" />;
  const from = millis(card.waiting_since);
  const answered = millis(props.answeredAt);
  const words = answered === undefined ? "en cola desde hace" : "esperó";
  return (
    <Panel
      id="reason"
      title="Por qué llama"
      aside={
        from !== undefined && (
          <span class="panel-aside">
            {card.priority && <strong class="priority">Con prioridad · </strong>}
            {queueName(card.queue)} · {words}{" "}
            <span class="figures">{clock(((answered ?? now) - from) / 1000)}</span>
          </span>
        )
      }
    >
      <p class="reason">
        {reasonText(card)}
        {card.reason && card.reason !== reasonText(card) && <small>{card.reason}</small>}
        {proofs(card.path).length > 0 && <small>Verificado: {proofs(card.path).join("; ")}</small>}
      </p>
      {!props.pathLive && <p class="nothing">Los pasos nuevos tardan en verse: el servidor se recupera.</p>}
      <Path steps={card.path} />
    </Panel>
  );
}
