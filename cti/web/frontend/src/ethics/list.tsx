// The reports, newest day first, and which of them to show.

import { useEffect, useState } from "preact/hooks";

import { date } from "../format/time";
import { MODES, type ReportLine, type ReportPage, reportPage, type State, STATES } from "../model/ethics";
import { ShowMore } from "../parts/show_more";
import { troubleOf } from "../parts/staff_page";
import { Trouble } from "../parts/told";

const TAGS: Readonly<Record<State, string>> = {
  received: "tag tag-warn",
  reviewing: "tag tag-close",
  answered: "tag tag-good",
  closed: "tag",
};

export function StateTag({ state }: { state: State }) {
  return <span class={TAGS[state]}>{STATES[state]}</span>;
}

function Row({ one }: { one: ReportLine }) {
  return (
    <tr>
      <th scope="row">
        <a href={`#${one.id}`}>{date(one.filed_on, Date.now())}</a>
      </th>
      <td>
        <StateTag state={one.state} />
      </td>
      <td>{MODES[one.mode]}</td>
      <td class="number">{one.sounds}</td>
      <td>{one.complete ? "" : "Colgó antes de oír el código"}</td>
    </tr>
  );
}

function countOf(count: number, more: boolean): string {
  if (more) return `${count} o más denuncias`;
  return count === 1 ? "1 denuncia" : `${count} denuncias`;
}

export function ReportList() {
  const [state, setState] = useState<State | "">("");
  const [found, setFound] = useState<readonly ReportLine[]>();
  const [next, setNext] = useState<string | null>(null);
  const [trouble, setTrouble] = useState("");
  const ask = (cursor: string | null): void => {
    setTrouble("");
    const take = (page: ReportPage): void => {
      setFound((before) => [...(cursor ? (before ?? []) : []), ...page.reports]);
      setNext(page.next);
    };
    reportPage(state, cursor).then(take, (error: unknown) => setTrouble(troubleOf(error)));
  };
  useEffect(() => ask(null), [state]);
  return (
    <section class="sheet" aria-label="Denuncias">
      <div class="filters ethics-filters">
        <div class="field">
          <label for="state">Estado</label>
          <select
            id="state"
            value={state}
            onChange={(event) => setState(event.currentTarget.value as State | "")}
          >
            <option value="">Todos</option>
            {Object.entries(STATES).map(([code, label]) => (
              <option key={code} value={code}>
                {label}
              </option>
            ))}
          </select>
        </div>
        <p role="status" class="faint">
          {found && found.length > 0 && countOf(found.length, next !== null)}
        </p>
      </div>
      <Trouble text={trouble} />
      {found !== undefined && found.length > 0 && (
        <div class="table-place">
          <table class="table">
            <thead>
              <tr>
                <th scope="col">Día</th>
                <th scope="col">Estado</th>
                <th scope="col">Modo</th>
                <th scope="col" class="number">
                  Grabaciones
                </th>
                <th scope="col">Observación</th>
              </tr>
            </thead>
            <tbody>
              {found.map((one) => (
                <Row key={one.id} one={one} />
              ))}
            </tbody>
          </table>
        </div>
      )}
      <ShowMore next={next} ask={ask} />
      {found?.length === 0 && (
        <p class="empty">
          <strong>No hay denuncias{state && ` en estado «${STATES[state]}»`}.</strong>
          Lo que alguien cuente en la línea transparente aparece aquí, sin su número ni la hora de la llamada.
        </p>
      )}
    </section>
  );
}
