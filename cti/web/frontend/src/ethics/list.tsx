// The reports, newest day first, and which of them to show.

import { useEffect, useState } from "preact/hooks";

import { date } from "../format/time";
import { MODES, type ReportLine, reports, type State, STATES } from "../model/ethics";
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

export function ReportList() {
  const [state, setState] = useState<State | "">("");
  const [found, setFound] = useState<readonly ReportLine[]>();
  const [trouble, setTrouble] = useState("");
  useEffect(() => {
    setTrouble("");
    reports(state).then(setFound, (error: unknown) => setTrouble(troubleOf(error)));
  }, [state]);
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
          {found && found.length > 0 && (found.length === 1 ? "1 denuncia" : `${found.length} denuncias`)}
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
      {found?.length === 0 && (
        <p class="empty">
          <strong>No hay denuncias{state && ` en estado «${STATES[state]}»`}.</strong>
          Lo que alguien cuente en la línea transparente aparece aquí, sin su número ni la hora de la llamada.
        </p>
      )}
    </section>
  );
}
