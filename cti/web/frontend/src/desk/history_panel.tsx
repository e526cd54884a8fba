// What happened with this caller before: one timeline, newest first.

import { useState } from "preact/hooks";

import { money } from "../format/money";
import { date, dayOrTime, length } from "../format/time";
import type { Disposition } from "../model/agent";
import type { Card, PastCall } from "../model/card";
import { type Entry, type Kind, KINDS } from "../model/timeline";
import { caseKind, caseState, damageState, intentName, outcome, plainCode, serviceName } from "../model/vocabulary";
import { Panel } from "../parts/panel";
import { useTimeline } from "./timeline";

type Labels = readonly Disposition[];

const KIND_NAMES: Readonly<Record<Kind, string>> = {
  call: "Llamadas",
  case: "Casos",
  damage: "Daños",
  payment: "Pagos",
  promise: "Promesas",
  survey: "Encuestas",
  recording: "Grabaciones",
};

const PROMISES: Readonly<Record<string, string>> = {
  open: "abierta",
  kept: "cumplida",
  broken: "incumplida",
  replaced: "cambiada por otra",
};

interface Line {
  readonly title: string;
  readonly details: readonly (string | null | undefined | false)[];
  readonly link?: string;
}

/** How a call ended: the agent's disposition where there is one, else what the line saw. */
function ending(code: string | null, labels: Labels): string {
  return labels.find((one) => one.code === code)?.label ?? outcome(code);
}

const ofPast = (call: PastCall): Entry => ({
  kind: "call",
  at: call.started_at,
  id: call.call_id,
  what: call.reason,
  about: null,
  state: call.outcome,
  agent: call.agent,
  note: call.note,
  amount: null,
  due_on: null,
  seconds: call.seconds,
  recorded: null,
  score: null,
  resolved: null,
  call_id: call.call_id,
});

function lineOf(entry: Entry, now: number, labels: Labels): Line {
  switch (entry.kind) {
    case "call":
    case "recording":
      return {
        title: intentName(entry.what) || "Sin motivo anotado",
        details: [entry.about ?? ending(entry.state, labels), entry.agent, entry.seconds ? length(entry.seconds) : null],
      };
    case "case":
      return {
        title: `${caseKind(entry.what)}: ${entry.about}`,
        details: [entry.id, caseState(entry.state).toLowerCase()],
        link: `/casos?radicado=${entry.id}`,
      };
    case "damage":
      return {
        title: `Daño: ${plainCode(entry.about).toLowerCase()}`,
        details: [entry.what && serviceName(entry.what), entry.id, damageState(entry.state).toLowerCase()],
      };
    case "payment":
      return { title: `Pagó ${money(entry.amount ?? 0)}`, details: [entry.about ?? "Por internet o banco"] };
    case "promise":
      return {
        title: `Prometió pagar ${money(entry.amount ?? 0)}`,
        details: [
          entry.due_on && `hasta el ${date(entry.due_on, now)}`,
          PROMISES[entry.state ?? ""],
          entry.agent,
        ],
      };
    case "survey":
      return {
        title: entry.score ? `Encuesta: ${entry.score} de 5` : "Respondió la encuesta",
        details: [
          entry.resolved === null ? null : entry.resolved ? "quedó resuelto" : "no quedó resuelto",
          entry.agent ? `sobre ${entry.agent}` : entry.what && intentName(entry.what),
        ],
      };
  }
}

function Row({ entry, now, labels }: { entry: Entry; now: number; labels: Labels }) {
  const { title, details, link } = lineOf(entry, now, labels);
  const heard = entry.recorded !== null;
  return (
    <li class="past" data-kind={entry.kind}>
      <time class="figures" dateTime={entry.at}>
        {dayOrTime(entry.at, now)}
      </time>
      <div>
        <strong>
          {link ? (
            <a href={link} target="_blank" rel="noreferrer">
              {title}
            </a>
          ) : (
            title
          )}
        </strong>
        <span class="faint">
          {details.filter(Boolean).join(" · ")}
          {heard && (
            <>
              {" · "}
              <a href={`/llamadas/${entry.id}`} target="_blank" rel="noreferrer">
                oír la grabación
              </a>
            </>
          )}
        </span>
        {entry.note && <p class="note">{entry.note}</p>}
      </div>
    </li>
  );
}

function KindChoice(props: { kind: Kind | ""; mayHear: boolean; choose: (kind: Kind | "") => void }) {
  return (
    <select
      class="panel-choice"
      aria-label="Qué se muestra de la historia"
      value={props.kind}
      onChange={(event) => props.choose(event.currentTarget.value as Kind | "")}
    >
      <option value="">Todo</option>
      {KINDS.filter((kind) => kind !== "recording" || props.mayHear).map((kind) => (
        <option key={kind} value={kind}>
          {KIND_NAMES[kind]}
        </option>
      ))}
    </select>
  );
}

export function HistoryPanel(props: { card: Card | undefined; now: number; labels: Labels }) {
  const { card, now, labels } = props;
  const [kind, setKind] = useState<Kind | "">("");
  const timeline = useTimeline(card, kind);
  if (!card) return <Panel id="history" title="Historia" />;
  // The last calls came with the card: they stand in until the timeline is here.
  const standIns = kind === "" || kind === "call" ? card.calls.map(ofPast) : [];
  const entries = timeline.entries ?? standIns;
  const choice = <KindChoice kind={kind} mayHear={timeline.mayHear} choose={setKind} />;
  return (
    <Panel id="history" title="Historia" aside={choice}>
      <ol class="history" aria-busy={timeline.entries === undefined}>
        {entries.map((entry) => (
          <Row key={`${entry.kind} ${entry.id}`} entry={entry} now={now} labels={labels} />
        ))}
      </ol>
      {timeline.entries?.length === 0 && (
        <p class="nothing">{kind === "" ? "Primera vez que se sabe de esta persona." : "Nada de eso."}</p>
      )}
      {timeline.trouble && <p class="nothing">{timeline.trouble}</p>}
      {timeline.more && (
        <button type="button" class="link-button" onClick={timeline.next}>
          Ver más
        </button>
      )}
    </Panel>
  );
}
