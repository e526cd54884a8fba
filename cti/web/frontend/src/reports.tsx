import { useEffect, useState } from "preact/hooks";

import { date, time } from "./format/time";
import type { Report } from "./model/report";
import { showStaffPage, troubleOf } from "./parts/staff_page";
import { Filters } from "./reports/filters";
import { Attention, Machine, SurveyIndicators } from "./reports/indicators";
import { queryOf, type Wanted, wantedOf } from "./reports/period";
import { Cases, Flows } from "./reports/tables";
import { Volumes } from "./reports/volumes";
import { getSlowly } from "./web/api";
import { serverNow } from "./web/server_clock";

function Shown({ report }: { report: Report }) {
  const nothing = report.together.offered === 0 && report.machine.entered === 0;
  return (
    <>
      {nothing && (
        <p class="empty sheet">
          <strong>No hubo llamadas en estos días.</strong>
          Escoja otro período arriba; las cifras aparecen en cuanto entra la primera llamada.
        </p>
      )}
      {!nothing && <Volumes report={report} />}
      <Attention report={report} />
      {report.queue === null && <Machine report={report} />}
      {report.queue === null && <Flows report={report} />}
      <SurveyIndicators report={report} />
      {report.queue === null && <Cases report={report} />}
    </>
  );
}

function Reports() {
  const [wanted, setWanted] = useState<Wanted>(() => wantedOf(location.search, serverNow()));
  const [report, setReport] = useState<Report>();
  const [busy, setBusy] = useState(false);
  const [trouble, setTrouble] = useState("");
  useEffect(() => {
    let mine = true;
    setBusy(true);
    setTrouble("");
    getSlowly<Report>(`/reports?${queryOf(wanted)}`)
      .then(
        (found) => mine && setReport(found),
        (error: unknown) => mine && setTrouble(troubleOf(error)),
      )
      .finally(() => mine && setBusy(false));
    return () => {
      mine = false;
    };
  }, [wanted]);
  const ask = (next: Wanted): void => {
    history.replaceState(null, "", `/informes?${queryOf(next)}`);
    setWanted(next);
  };
  const queues = Object.keys(report?.promise.targets ?? {});
  return (
    <div class="reports" aria-busy={busy}>
      <div class="staff-title">
        <h1>Informes</h1>
        <p role="status">
          {busy && "Calculando…"}
          {!busy && report && !trouble && `Del ${date(report.from, serverNow())} al ${date(report.to, serverNow())}; calculado a las ${time(report.made_at)}`}
        </p>
      </div>
      <Filters wanted={wanted} queues={queues} ask={ask} />
      {trouble && (
        <p class="notice notice-bad" role="alert">
          {trouble}
        </p>
      )}
      {report && !trouble && <Shown report={report} />}
    </div>
  );
}

showStaffPage("/informes", Reports);
