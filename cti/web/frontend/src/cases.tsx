// The page of cases: its lists, one case, filing one, what callers left unfinished, the calendar.

import { useEffect, useState } from "preact/hooks";

import { CalendarYear } from "./cases/calendar";
import { CaseDetail } from "./cases/detail";
import { Drafts } from "./cases/drafts";
import { FilingForm } from "./cases/filing_form";
import { CaseList } from "./cases/list";
import { type Catalogue, catalogue } from "./model/case";
import { showStaffPage, type StaffContent, troubleOf } from "./parts/staff_page";
import { Trouble } from "./parts/told";
import { mayDo } from "./staff/session";

function Shown({ query, rules, person }: StaffContent & { query: URLSearchParams; rules: Catalogue }) {
  const radicado = query.get("radicado");
  if (radicado) return <CaseDetail radicado={radicado} rules={rules} person={person} />;
  if (query.has("radicar")) return <FilingForm call={query.get("llamada")} rules={rules} />;
  if (query.has("sin_terminar")) return <Drafts person={person} />;
  if (query.has("calendario")) return <CalendarYear person={person} />;
  return <CaseList query={query} rules={rules} />;
}

function Cases({ person }: StaffContent) {
  const [rules, setRules] = useState<Catalogue>();
  const [trouble, setTrouble] = useState("");
  useEffect(() => {
    catalogue().then(setRules, (error: unknown) => setTrouble(troubleOf(error)));
  }, []);
  return (
    <>
      <div class="staff-title">
        <h1>Casos</h1>
        <p class="buttons">
          <a href="/casos">Listas</a>
          {(mayDo(person, "serve_calls") || mayDo(person, "work_cases")) && (
            <a href="/casos?radicar">Radicar un caso</a>
          )}
          <a href="/casos?calendario">Calendario</a>
        </p>
      </div>
      <Trouble text={trouble} />
      {rules && <Shown query={new URLSearchParams(location.search)} rules={rules} person={person} />}
    </>
  );
}

showStaffPage("/casos", Cases);
