// Why they call, and the path that they have just walked through the line.

import { useEffect, useRef } from "preact/hooks";

import { clock, millis, timeWithSeconds } from "../format/time";
import type { Card, PathStep } from "../model/card";
import { intentName, queueName } from "../model/vocabulary";
import { Panel } from "../parts/panel";

const TROUBLE = new Set(["invalid", "silence", "refused"]);

export function reasonText(card: Card): string {
  return card.reason || intentName(card.intent) || "Motivo sin indicar";
}

function Step({ step }: { step: PathStep }) {
  const tone = TROUBLE.has(step.kind) ? "warn" : step.kind === "verified" ? "good" : "plain";
  return (
    <li class={`step tone-${tone}`}>
      <time class="figures" dateTime={step.at}>
        {timeWithSeconds(step.at)}
      </time>
      <span class="step-label">{step.label}</span>
      {step.heard && <kbd class="heard figures">{step.heard}</kbd>}
    </li>
  );
}

/** The last steps are the ones that matter: a long path is shown from its end. */
function Path({ steps }: { steps: readonly PathStep[] }) {
  const list = useRef<HTMLOListElement>(null);
  const told = steps.filter(({ label }) => label);
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
            {queueName(card.queue)} · {words}{" "}
            <span class="figures">{clock(((answered ?? now) - from) / 1000)}</span>
          </span>
        )
      }
    >
      <p class="reason">{reasonText(card)}</p>
      {!props.pathLive && <p class="nothing">Los pasos nuevos tardan en verse: el servidor se recupera.</p>}
      <Path steps={card.path} />
    </Panel>
  );
}
