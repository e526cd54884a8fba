// The lists of cases: by what is to be done, filtered, a page at a time.

import { useEffect, useRef, useState } from "preact/hooks";

import { date, term } from "../format/time";
import {
  type CaseLine,
  type CasePage,
  type Catalogue,
  caseCount,
  caseCounts,
  casePage,
  type View,
  VIEWS,
} from "../model/case";
import { ShowMore } from "../parts/show_more";
import { troubleOf } from "../parts/staff_page";
import { Trouble } from "../parts/told";
import { emptyView, stateName, viewName } from "./words";

export const addressOf = (radicado: string): string =>
  `/casos?radicado=${encodeURIComponent(radicado)}`;

const FILTERS = ["kind", "service", "text"] as const;

function viewOf(query: URLSearchParams): View {
  return VIEWS.find((view) => view === query.get("lista")) ?? "open";
}

/** The API's query: the list and the filters that are set. */
function queryOf(query: URLSearchParams): URLSearchParams {
  const asked = new URLSearchParams({ view: viewOf(query) });
  for (const name of FILTERS) {
    const value = query.get(name);
    if (value) asked.set(name, value);
  }
  return asked;
}

export function Marks({ one }: { one: Pick<CaseLine, "overdue" | "due_soon" | "at_risk_of_silence" | "priority"> }) {
  return (
    <>
      {one.overdue && <span class="tag tag-bad">Vencido</span>}
      {one.due_soon && <span class="tag tag-warn">Vence pronto</span>}
      {one.at_risk_of_silence && <span class="tag tag-close">Riesgo de silencio</span>}
      {one.priority && <span class="tag">Prioritario</span>}
    </>
  );
}

function Row({ one, rules }: { one: CaseLine; rules: Catalogue }) {
  const now = Date.now();
  return (
    <tr>
      <th scope="row" class="figures">
        <a href={addressOf(one.radicado)}>{one.radicado}</a>
      </th>
      <td>
        <strong>{rules.kinds[one.kind]?.label ?? one.kind}</strong>
        <span class="case-subject">{one.subject}</span>
      </td>
      <td>{one.service && (rules.services[one.service] ?? one.service)}</td>
      <td>{one.anonymous ? "Anónimo" : one.petitioner}</td>
      <td>{stateName(one.state)}</td>
      <td>
        {date(one.due_on, now)} <span class="faint">{term(one.due_on, now)}</span>
        <span class="case-marks">
          <Marks one={one} />
        </span>
      </td>
      <td>{one.assigned ?? <span class="faint">Sin responsable</span>}</td>
    </tr>
  );
}

function Table({ cases, rules, view }: { cases: readonly CaseLine[]; rules: Catalogue; view: View }) {
  return (
    <div class="table-place">
      <table class="table">
        <caption class="unseen">Casos: {viewName(view)}</caption>
        <thead>
          <tr>
            {["Radicado", "Solicitud", "Servicio", "Solicitante", "Estado", "Vence", "Responsable"].map(
              (title) => (
                <th key={title} scope="col">
                  {title}
                </th>
              ),
            )}
          </tr>
        </thead>
        <tbody>
          {cases.map((one) => (
            <Row key={one.radicado} one={one} rules={rules} />
          ))}
        </tbody>
      </table>
    </div>
  );
}

function Views({ chosen }: { chosen: View }) {
  const [counts, setCounts] = useState<Readonly<Partial<Record<View, number>>>>({});
  useEffect(() => {
    caseCounts().then(setCounts, () => undefined); // the list tells what is wrong
  }, []);
  return (
    <nav class="tabs" aria-label="Listas de casos">
      {VIEWS.map((view) => (
        <a key={view} href={`/casos?lista=${view}`} aria-current={view === chosen ? "page" : undefined}>
          {viewName(view)} <span class="case-count figures">{caseCount(counts[view])}</span>
        </a>
      ))}
      <a href="/casos?sin_terminar">Sin terminar</a>
    </nav>
  );
}

function Filters({ query, rules }: { query: URLSearchParams; rules: Catalogue }) {
  const text = useRef<HTMLInputElement>(null);
  useEffect(() => {
    const find = (event: KeyboardEvent): void => {
      const at = event.target as HTMLElement;
      if (event.key !== "/" || /^(INPUT|SELECT|TEXTAREA)$/.test(at.tagName)) return;
      event.preventDefault();
      text.current?.focus();
    };
    document.addEventListener("keydown", find);
    return () => document.removeEventListener("keydown", find);
  }, []);
  const chosen = (name: string): string => query.get(name) ?? "";
  const list = useRef<HTMLInputElement>(null);
  /** Who looks for a person or a number looks for it everywhere. */
  const widen = (): void => {
    if (list.current && text.current?.value.trim()) list.current.value = "all";
  };
  return (
    <form class="filters sheet" role="search" aria-label="Buscar casos" action="/casos" onSubmit={widen}>
      <input ref={list} type="hidden" name="lista" value={viewOf(query)} />
      <div class="field case-text">
        <label for="text">
          Radicado, documento, cuenta, teléfono o palabras <kbd>/</kbd>
        </label>
        <input ref={text} id="text" name="text" type="search" value={chosen("text")} />
      </div>
      <div class="field">
        <label for="kind">Tipo</label>
        <select id="kind" name="kind">
          <option value="">Todos</option>
          {Object.entries(rules.kinds).map(([code, { label }]) => (
            <option key={code} value={code} selected={code === chosen("kind")}>
              {label}
            </option>
          ))}
        </select>
      </div>
      <div class="field">
        <label for="service">Servicio</label>
        <select id="service" name="service">
          <option value="">Todos</option>
          {Object.entries(rules.services).map(([code, label]) => (
            <option key={code} value={code} selected={code === chosen("service")}>
              {label}
            </option>
          ))}
        </select>
      </div>
      <div class="buttons">
        <button type="submit" class="primary">
          Buscar
        </button>
        <a class="plain-button" href={`/api/v1/cases.csv?${queryOf(query)}`} download="casos.csv">
          Descargar CSV
        </a>
      </div>
    </form>
  );
}

export function CaseList({ query, rules }: { query: URLSearchParams; rules: Catalogue }) {
  const view = viewOf(query);
  const [cases, setCases] = useState<readonly CaseLine[]>();
  const [next, setNext] = useState<string | null>(null);
  const [trouble, setTrouble] = useState("");
  const ask = (cursor: string | null): void => {
    const asked = queryOf(query);
    if (cursor) asked.set("cursor", cursor);
    const take = (page: CasePage): void => {
      setTrouble("");
      setCases((before) => [...(cursor ? (before ?? []) : []), ...page.cases]);
      setNext(page.next);
    };
    casePage(asked).then(take, (error: unknown) => setTrouble(troubleOf(error)));
  };
  useEffect(() => ask(null), []);
  const filtered = FILTERS.some((name) => query.get(name));
  return (
    <>
      <Views chosen={view} />
      <Filters query={query} rules={rules} />
      <Trouble text={trouble} again={() => ask(null)} />
      <p class="unseen" role="status">
        {cases && `${cases.length}${next ? " o más" : ""} casos`}
      </p>
      {cases && cases.length > 0 && <Table cases={cases} rules={rules} view={view} />}
      {cases?.length === 0 && (
        <p class="empty">
          <strong>{filtered ? "Ningún caso coincide." : "No hay casos en esta lista."}</strong>
          {filtered ? "Revise el número o quite un filtro." : emptyView(view)}
        </p>
      )}
      <ShowMore next={next} ask={ask} />
    </>
  );
}
