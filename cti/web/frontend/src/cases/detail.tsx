// One case: what was asked, by whom, until when; its sound, its history, what may be done now.

import { useEffect, useState } from "preact/hooks";

import { CallButton } from "../desk/call_button";
import { telephone } from "../format/telephone";
import { date, moment, term } from "../format/time";
import { type Case, type Catalogue, type Entry, oneCase } from "../model/case";
import { RecordingPlayer } from "../parts/recording_player";
import { type StaffContent, troubleOf } from "../parts/staff_page";
import { Trouble } from "../parts/told";
import { mayDo, type Session } from "../staff/session";
import { Actions } from "./actions";
import { Marks } from "./list";
import { channelName, entryName, meansName, stateName } from "./words";

type Fact = readonly [label: string, value: string | null | undefined | false];

/** Whether that recording is of someone who says who they are. */
const isName = (recording: string): boolean => recording.includes("-nombre-");

function Facts({ facts }: { facts: readonly Fact[] }) {
  return (
    <dl class="facts">
      {facts.flatMap(([label, value]) =>
        value
          ? [
              <dt key={label}>{label}</dt>,
              <dd key={`${label} is`} class="figures">
                {value}
              </dd>,
            ]
          : [],
      )}
    </dl>
  );
}

function Asked({ one, rules }: { one: Case; rules: Catalogue }) {
  const cause = one.cause ? rules.causes[one.cause] : undefined;
  return (
    <section class="sheet" aria-labelledby="asked">
      <h2 id="asked">Lo que pide</h2>
      <Facts
        facts={[
          ["Asunto", one.subject],
          ["Servicio", one.service && (rules.services[one.service] ?? one.service)],
          ["Causa", cause ? `${one.cause} · ${cause.label}` : one.cause],
          ["Cuenta", one.account],
          ["Factura", one.invoice_number],
          ["Documentos", one.documents.join(", ")],
        ]}
      />
      {one.told && <p class="case-told">{one.told}</p>}
      {one.narrative.map(({ name, seconds, transcript }) =>
        seconds === null ? (
          <p key={name} class="faint">
            {isName(name) ? "Su nombre" : "El relato"} todavía se está guardando. Recargue en un momento.
          </p>
        ) : (
          <RecordingPlayer
            key={name}
            name={name}
            title={isName(name) ? "Su nombre" : "Relato"}
            seconds={seconds}
            transcript={transcript}
          />
        ),
      )}
      {!one.told && one.narrative.length === 0 && <p class="faint">No dejó relato.</p>}
    </section>
  );
}

function Petitioner({ one, calls }: { one: Case; calls: boolean }) {
  const { person } = one;
  return (
    <section class="sheet" aria-labelledby="person">
      <h2 id="person">Quién lo pide</h2>
      {person.anonymous ? (
        <p>Anónimo: puede consultar la respuesta con el radicado.</p>
      ) : (
        <Facts
          facts={[
            ["Nombre", person.name || (one.narrative.some(({ name }) => isName(name)) ? "Lo dijo en la grabación" : "No lo dio")],
            ["Documento", person.document && `${person.document_kind} ${person.document}`],
            ["Representante", [person.representative, person.representative_document].join(" ").trim()],
            ["Teléfono", person.phone && (person.phone.startsWith("+") ? telephone(person.phone) : person.phone)],
            ["Correo", person.email],
            ["Dirección", person.address],
            ["Respuesta por", person.answer_by && meansName(person.answer_by)],
            [
              "Autorizó correo",
              person.email_authorisation &&
                `${person.email_authorisation["email"]}, ${moment(person.email_authorisation["at"] ?? "", Date.now())}`,
            ],
          ]}
        />
      )}
      {calls && !person.anonymous && person.phone && (
        <p>
          <CallButton wish={{ radicado: one.radicado }} text="Llamar desde mi puesto" />
        </p>
      )}
    </section>
  );
}

function Term({ one, rules, person }: { one: Case; rules: Catalogue; person: Session }) {
  const now = Date.now();
  const changed = one.first_due_on !== null && one.first_due_on !== one.due_on;
  const constancia = mayDo(person, "work_cases") || one.received_by_id === person.agent.id;
  return (
    <section class="sheet" aria-labelledby="term">
      <h2 id="term">Plazo</h2>
      <p class="case-marks">
        <span class="tag">{stateName(one.state)}</span> <Marks one={one} />
      </p>
      <Facts
        facts={[
          ["Radicado", moment(one.filed_at, Date.now())],
          ["Recibió", one.received_by ?? "Línea automática"],
          ["Por", channelName(one.channel)],
          ["Vence", one.answer ? date(one.due_on, now) : `${date(one.due_on, now)} (${term(one.due_on, now)})`],
          ["Al radicar vencía", changed && date(one.first_due_on ?? "", now)],
          ["Término", `${one.working_days} días hábiles, reglas ${one.rule_version}`],
          ["Completar hasta", one.complete_by && date(one.complete_by, now)],
          ["Trasladado a", one.transferred_to],
          ["Responsable", one.assigned ?? "Nadie todavía"],
          ["Tipo", rules.kinds[one.kind]?.label ?? one.kind],
        ]}
      />
      <p class="buttons">
        {constancia && (
          <a class="plain-button" href={`/casos/${one.radicado}/constancia`} target="_blank" rel="noreferrer">
            Constancia
          </a>
        )}
        {one.call_id && mayDo(person, "see_calls") && (
          <a class="plain-button" href={`/llamadas/${one.call_id}`}>
            La llamada
          </a>
        )}
      </p>
    </section>
  );
}

function Given({ one, rules }: { one: Case; rules: Catalogue }) {
  const { answer } = one;
  if (!answer) return null;
  const now = Date.now();
  return (
    <section class="sheet" aria-labelledby="answer">
      <h2 id="answer">Respuesta</h2>
      <Facts
        facts={[
          ["Radicado", answer.radicado],
          ["Respondido", moment(answer.at, Date.now())],
          ["Decisión", rules.answers[answer.code] ?? answer.code],
          ["Citar hasta", !answer.notified_at && answer.notify_by && date(answer.notify_by, now)],
          ["Notificado", answer.notified_at && moment(answer.notified_at, Date.now())],
          ["Notificación", answer.notification_code && rules.notifications[answer.notification_code]],
          ["Medio", answer.notification_means && meansName(answer.notification_means)],
          ["Prueba", answer.notification_proof],
        ]}
      />
      <p class="case-told">{answer.text}</p>
    </section>
  );
}

/** The figures of a line of history that people ask for. */
function figures({ data }: Entry): string {
  const now = Date.now();
  const said = (name: string): string => String(data?.[name] ?? "");
  const parts = [
    said("due_on") && `vence ${date(said("due_on"), now)}`,
    said("complete_by") && `hasta ${date(said("complete_by"), now)}`,
    said("until") && `a más tardar ${date(said("until"), now)}`,
    said("recourse_until") && `recursos hasta ${date(said("recourse_until"), now)}`,
    said("name") || (typeof data?.["to"] === "string" ? said("to") : ""),
    said("radicado") && `radicado ${said("radicado")}`,
  ];
  return parts.filter(Boolean).join(" · ");
}

function History({ entries }: { entries: readonly Entry[] }) {
  return (
    <section class="sheet" aria-labelledby="history">
      <h2 id="history">Historia</h2>
      <ol class="case-history">
        {entries.map((entry, place) => (
          <li key={place}>
            <time dateTime={entry.at} class="faint figures">
              {moment(entry.at, Date.now())}
            </time>
            <div>
              <strong>{entryName(entry.kind)}</strong> {figures(entry)}
              <span class="faint"> {entry.agent ?? "La línea"}</span>
              {entry.note && <p class="case-told">{entry.note}</p>}
            </div>
          </li>
        ))}
      </ol>
    </section>
  );
}

export function CaseDetail(props: StaffContent & { radicado: string; rules: Catalogue }) {
  const { radicado, rules, person } = props;
  const [one, setOne] = useState<Case>();
  const [trouble, setTrouble] = useState("");
  useEffect(() => {
    oneCase(radicado).then(setOne, (error: unknown) => setTrouble(troubleOf(error)));
  }, [radicado]);
  if (!one) {
    return <Trouble text={trouble} />;
  }
  return (
    <>
      <h2 class="case-title figures">
        {rules.kinds[one.kind]?.label ?? one.kind} {one.radicado}
      </h2>
      {mayDo(person, "work_cases") && (
        <Actions one={one} rules={rules} person={person} changed={setOne} />
      )}
      <div class="case-columns">
        <div>
          <Asked one={one} rules={rules} />
          <Given one={one} rules={rules} />
          <History entries={one.history} />
        </div>
        <div>
          <Term one={one} rules={rules} person={person} />
          <Petitioner one={one} calls={mayDo(person, "serve_calls")} />
        </div>
      </div>
    </>
  );
}
