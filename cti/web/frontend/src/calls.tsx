// The call log: its filters, its pages, its file for spreadsheets.

import { useEffect, useState } from "preact/hooks";

import { CallFilters, type Filter, filterOf, queryOf } from "./calls/filters";
import { date, length, timeWithSeconds } from "./format/time";
import { telephone } from "./format/telephone";
import { type CallLine, callPage } from "./model/call";
import { intentName, outcome } from "./model/vocabulary";
import { ShowMore } from "./parts/show_more";
import { showStaffPage, type StaffContent, troubleOf } from "./parts/staff_page";
import { Trouble } from "./parts/told";
import { mayDo } from "./staff/session";

function Row({ call }: { call: CallLine }) {
  return (
    <tr>
      <th scope="row">
        <a href={`/llamadas/${call.call_id}`}>
          <time dateTime={call.started_at}>
            {date(call.started_at, Date.now())} {timeWithSeconds(call.started_at)}
          </time>
        </a>
      </th>
      <td class="figures">{call.number ? telephone(call.number) : "Oculto"}</td>
      <td>{outcome(call.outcome) || "En curso"}</td>
      <td>{call.disposition ?? intentName(call.intent ?? call.reason)}</td>
      <td>{call.agent}</td>
      <td class="number">{call.wait === null ? "" : length(call.wait)}</td>
      <td class="number">{call.seconds === null ? "" : length(call.seconds)}</td>
      <td class="number">{call.recorded === null ? "" : length(call.recorded)}</td>
    </tr>
  );
}

function Table({ calls }: { calls: readonly CallLine[] }) {
  return (
    <div class="table-place">
      <table class="table">
        <caption>Llamadas, de la más reciente a la más antigua</caption>
        <thead>
          <tr>
            <th scope="col">Empezó</th>
            <th scope="col">Teléfono</th>
            <th scope="col">Resultado</th>
            <th scope="col">Asunto</th>
            <th scope="col">Asesor</th>
            <th scope="col" class="number">
              Espera
            </th>
            <th scope="col" class="number">
              Duración
            </th>
            <th scope="col" class="number">
              Grabación
            </th>
          </tr>
        </thead>
        <tbody>
          {calls.map((call) => (
            <Row key={call.call_id} call={call} />
          ))}
        </tbody>
      </table>
    </div>
  );
}

function countOf(count: number, more: boolean): string {
  if (more) return `${count} o más llamadas`;
  return count === 1 ? "1 llamada" : `${count} llamadas`;
}

function Calls({ person }: StaffContent) {
  const [filter, setFilter] = useState<Filter>(() => filterOf(location.search));
  const [calls, setCalls] = useState<readonly CallLine[]>();
  const [cursor, setCursor] = useState<string | null>(null);
  const [trouble, setTrouble] = useState("");

  const all = mayDo(person, "see_calls");
  const ask = (wanted: Filter, from: string | null): void => {
    setTrouble("");
    callPage(queryOf(wanted, from)).then(
      (page) => {
        setCalls((before) => (from && before ? [...before, ...page.calls] : page.calls));
        setCursor(page.next);
      },
      (error: unknown) => setTrouble(troubleOf(error)),
    );
  };
  useEffect(() => ask(filter, null), [filter]);
  const search = (wanted: Filter): void => {
    history.replaceState(null, "", `/llamadas?${new URLSearchParams({ ...wanted })}`);
    setFilter(wanted);
  };

  return (
    <>
      <div class="staff-title">
        <h1>{all ? "Llamadas" : "Sus llamadas"}</h1>
        <p role="status">{calls && countOf(calls.length, cursor !== null)}</p>
      </div>
      <CallFilters filter={filter} search={search} exports={all} />
      <Trouble text={trouble} />
      {calls && calls.length > 0 && <Table calls={calls} />}
      {calls?.length === 0 && (
        <p class="empty">
          <strong>No hay llamadas con esos filtros.</strong>
          Cada llamada aparece aquí desde que entra. Amplíe las fechas o quite un filtro.
        </p>
      )}
      <ShowMore next={cursor} ask={(from) => ask(filter, from)} />
    </>
  );
}

showStaffPage("/llamadas", Calls);
