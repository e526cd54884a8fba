// What callers reported: the most dangerous first, worked on one by one.

import { useState } from "preact/hooks";

import { type DamageReport, damageReports, situation, type Situation } from "../model/damage";
import { serviceName } from "../model/vocabulary";
import { useLooking } from "../parts/looking";
import { type StaffContent, troubleOf } from "../parts/staff_page";
import { Trouble } from "../parts/told";
import { mayDo } from "../staff/session";
import { ReportCard } from "./report_card";

const STATES = [
  { state: "", label: "Abiertos" },
  { state: "closed", label: "Cerrados" },
] as const;
const LOOK_AGAIN_MS = 20_000;

interface Filter {
  readonly state: string;
  readonly service: string;
  readonly zone: string;
}

function Filters(props: { filter: Filter; found: Situation; choose: (filter: Filter) => void }) {
  const { filter, found, choose } = props;
  return (
    <form class="filters sheet" role="search" aria-label="Filtrar reportes" onSubmit={(event) => event.preventDefault()}>
      <div class="field">
        <label for="state">Estado</label>
        <select id="state" value={filter.state} onChange={(event) => choose({ ...filter, state: event.currentTarget.value })}>
          {STATES.map(({ state, label }) => (
            <option key={state} value={state}>
              {label}
            </option>
          ))}
        </select>
      </div>
      <div class="field">
        <label for="of-service">Servicio</label>
        <select
          id="of-service"
          value={filter.service}
          onChange={(event) => choose({ ...filter, service: event.currentTarget.value })}
        >
          <option value="">Todos</option>
          {found.services.map(({ code }) => (
            <option key={code} value={code}>
              {serviceName(code)}
            </option>
          ))}
        </select>
      </div>
      <div class="field">
        <label for="of-zone">Sector</label>
        <select id="of-zone" value={filter.zone} onChange={(event) => choose({ ...filter, zone: event.currentTarget.value })}>
          <option value="">Todos</option>
          {found.zones.map(({ id, name }) => (
            <option key={id} value={id}>
              {name}
            </option>
          ))}
        </select>
      </div>
    </form>
  );
}

export function Reports({ person }: StaffContent) {
  const [filter, choose] = useState<Filter>({ state: "", service: "", zone: "" });
  const [found, setFound] = useState<Situation>();
  const [reports, setReports] = useState<readonly DamageReport[]>();
  const [trouble, setTrouble] = useState("");
  const mayWork = mayDo(person, "work_cases") || mayDo(person, "enter_outages");

  const look = (): void => {
    const asked = Object.entries(filter).filter(([, value]) => value !== "");
    Promise.all([damageReports(new URLSearchParams(asked)), situation()]).then(
      ([listed, now]) => {
        setReports(listed);
        setFound(now);
        setTrouble("");
      },
      (error: unknown) => setTrouble(troubleOf(error)),
    );
  };
  useLooking(look, LOOK_AGAIN_MS, [filter]);

  return (
    <>
      <Trouble text={trouble} />
      {found && <Filters filter={filter} found={found} choose={choose} />}
      <p role="status">{reports && `${reports.length} ${reports.length === 1 ? "reporte" : "reportes"}`}</p>
      {reports && found && reports.length > 0 && (
        <ul class="report-list">
          {reports.map((report) => (
            <ReportCard
              key={report.ticket}
              report={report}
              outages={found.outages}
              mayWork={mayWork}
              seesCalls={mayDo(person, "see_calls")}
              changed={look}
              failed={(error) => setTrouble(troubleOf(error))}
            />
          ))}
        </ul>
      )}
      {reports?.length === 0 && (
        <p class="empty">
          <strong>No hay reportes con esos filtros.</strong>
          Cada daño que alguien reporte por la línea aparece aquí, con su lugar o la grabación en que lo dijo.
        </p>
      )}
    </>
  );
}
