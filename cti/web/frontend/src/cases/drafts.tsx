// What callers had said when they hung up before the radicado: to be called back, or filed.

import { useEffect, useState } from "preact/hooks";

import { moment } from "../format/time";
import { type Draft, type DraftPage, draftPage, seeTo } from "../model/case";
import { draftKind } from "../model/vocabulary";
import { RecordingPlayer } from "../parts/recording_player";
import { ShowMore } from "../parts/show_more";
import { type StaffContent, troubleOf } from "../parts/staff_page";
import { Trouble } from "../parts/told";
import { mayDo } from "../staff/session";
import { draftField } from "./words";

const OUTCOMES = ["Se le devolvió la llamada", "Se radicó", "No se pudo contactar", "No requiere trámite"];

function One({ draft, may, seesCall, done }: {
  draft: Draft;
  may: boolean;
  seesCall: boolean;
  done: (outcome: string) => void;
}) {
  const [outcome, setOutcome] = useState(OUTCOMES[0] ?? "");
  const fields = Object.entries(draft.fields).filter(([, value]) => value);
  return (
    <li class="sheet" aria-label={`${draftKind(draft.kind)} sin terminar`}>
      <div class="sheet-head">
        <h2>
          {draftKind(draft.kind)} · {moment(draft.at, Date.now())}
        </h2>
        {draft.call_id && seesCall && <a href={`/llamadas/${draft.call_id}`}>La llamada</a>}
      </div>
      <dl class="facts">
        {fields.flatMap(([name, value]) => [
          <dt key={name}>{draftField(name)}</dt>,
          <dd key={`${name} is`}>{value}</dd>,
        ])}
      </dl>
      {fields.length === 0 && draft.recorded.length === 0 && <p class="faint">No alcanzó a decir nada.</p>}
      {draft.recorded.map(({ name, seconds, transcript }, place) => (
        <RecordingPlayer
          key={name}
          name={name}
          title={`Lo que dijo, ${place + 1}`}
          seconds={seconds ?? 0}
          transcript={transcript}
        />
      ))}
      {may && (
        <p class="buttons">
          <label>
            Qué se hizo{" "}
            <select value={outcome} onChange={(event) => setOutcome(event.currentTarget.value)}>
              {OUTCOMES.map((one) => (
                <option key={one}>{one}</option>
              ))}
            </select>
          </label>
          <button type="button" class="plain-button" onClick={() => done(outcome)}>
            Marcar como atendida
          </button>
        </p>
      )}
    </li>
  );
}

export function Drafts({ person }: StaffContent) {
  const [found, setFound] = useState<readonly Draft[]>();
  const [next, setNext] = useState<string | null>(null);
  const [trouble, setTrouble] = useState("");
  const failed = (error: unknown): void => setTrouble(troubleOf(error));
  const ask = (cursor: string | null): void => {
    const take = (page: DraftPage): void => {
      setTrouble("");
      setFound((before) => [...(cursor ? (before ?? []) : []), ...page.drafts]);
      setNext(page.next);
    };
    draftPage(cursor).then(take, failed);
  };
  useEffect(() => ask(null), []);
  const done = (draft: Draft, outcome: string): void => {
    seeTo(draft.id, outcome).then(
      () => setFound((before) => before?.filter(({ id }) => id !== draft.id)),
      failed,
    );
  };
  const may = mayDo(person, "work_cases") || mayDo(person, "serve_calls");
  return (
    <>
      <h2 class="case-title">Sin terminar</h2>
      <Trouble text={trouble} />
      <p class="unseen" role="status">
        {found && found.length > 0 && `${found.length}${next ? " o más" : ""} sin terminar`}
      </p>
      <ul class="case-drafts">
        {found?.map((draft) => (
          <One
            key={draft.id}
            draft={draft}
            may={may}
            seesCall={mayDo(person, "see_calls")}
            done={(outcome) => done(draft, outcome)}
          />
        ))}
      </ul>
      <ShowMore next={next} ask={ask} />
      {found?.length === 0 && next === null && (
        <p class="empty">
          <strong>No hay solicitudes sin terminar.</strong>
          Cuando alguien cuelga antes de recibir su radicado, lo que alcanzó a decir aparece aquí.
        </p>
      )}
    </>
  );
}
