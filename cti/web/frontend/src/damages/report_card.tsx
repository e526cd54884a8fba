// One damage report: what, where, and what is being done about it.

import { useState } from "preact/hooks";

import { moment } from "../format/time";
import { assignReport, closeReport, type DamageReport, joinReports, type Outage, reopenReport } from "../model/damage";
import { damageState, serviceName } from "../model/vocabulary";
import { RecordingPlayer } from "../parts/recording_player";

const PRIORITIES: Readonly<Record<number, { word: string; tag: string }>> = {
  1: { word: "P1 Peligro", tag: "tag tag-bad" },
  2: { word: "P2 Sector", tag: "tag tag-warn" },
  3: { word: "P3 Predio", tag: "tag" },
  4: { word: "P4 Sin prisa", tag: "tag" },
};

interface Props {
  readonly report: DamageReport;
  readonly outages: readonly Outage[];
  readonly mayWork: boolean;
  readonly seesCalls: boolean;
  readonly changed: () => void;
  readonly failed: (error: unknown) => void;
}

type Doing = "assign" | "close" | "join";

function SaveOrNot({ cancel }: { cancel: () => void }) {
  return (
    <div class="buttons">
      <button type="submit" class="primary">
        Guardar
      </button>
      <button type="button" class="plain-button" onClick={cancel}>
        Cancelar
      </button>
    </div>
  );
}

/** One line to write and to send. */
function Line(props: { id: string; label: string; value: string; send: (text: string) => void; cancel: () => void }) {
  const submit = (event: SubmitEvent): void => {
    event.preventDefault();
    const given = new FormData(event.currentTarget as HTMLFormElement);
    props.send(String(given.get("text") ?? "").trim());
  };
  return (
    <form class="filters" onSubmit={submit}>
      <div class="field">
        <label for={props.id}>{props.label}</label>
        <input id={props.id} name="text" required maxLength={80} defaultValue={props.value} autofocus />
      </div>
      <SaveOrNot cancel={props.cancel} />
    </form>
  );
}

function Joining(props: { id: string; outages: readonly Outage[]; send: (id: number) => void; cancel: () => void }) {
  const submit = (event: SubmitEvent): void => {
    event.preventDefault();
    props.send(Number(new FormData(event.currentTarget as HTMLFormElement).get("outage")));
  };
  return (
    <form class="filters" onSubmit={submit}>
      <div class="field">
        <label for={props.id}>Es parte de este daño general</label>
        <select id={props.id} name="outage" required>
          {props.outages.map(({ id, zone, service, cause }) => (
            <option key={id} value={id}>
              {zone}: {serviceName(service)}, {cause}
            </option>
          ))}
        </select>
      </div>
      <SaveOrNot cancel={props.cancel} />
    </form>
  );
}

export function ReportCard({ report, outages, mayWork, seesCalls, changed, failed }: Props) {
  const [doing, setDoing] = useState<Doing>();
  const { ticket } = report;
  const priority = PRIORITIES[report.priority] ?? { word: `P${report.priority}`, tag: "tag" };
  const going = outages.filter(
    ({ ended_at, service }) => !ended_at && (report.service === null || service === report.service),
  );
  const joined = outages.find(({ id }) => id === report.outage_id);
  const done = (change: Promise<void>): void => {
    setDoing(undefined);
    change.then(changed, failed);
  };
  const where = [report.address, report.zone].filter(Boolean).join(", ");
  return (
    <li class="sheet report">
      <div class="sheet-head">
        <h2>
          <span class={priority.tag}>{priority.word}</span> {report.kind}
        </h2>
        <p class="figures">
          {ticket} · {moment(report.opened_at, Date.now())}
        </p>
      </div>
      <dl class="facts">
        <dt>Servicio</dt>
        <dd>{report.service ? serviceName(report.service) : "De ninguno en particular"}</dd>
        <dt>Lugar</dt>
        <dd>
          {where || (report.place_recording ? "Lo dijo quien llamó:" : "No se alcanzó a saber")}
          {report.place_recording &&
            (report.place_seconds === null ? (
              <> la grabación llega en unos segundos.</>
            ) : (
              <RecordingPlayer
                name={report.place_recording}
                title={`Lugar del reporte ${ticket}`}
                seconds={report.place_seconds}
                transcript={report.place_transcript}
              />
            ))}
        </dd>
        <dt>Estado</dt>
        <dd>
          {damageState(report.state)}
          {report.crew && `: ${report.crew}`}
          {report.closing && `. ${report.closing}`}
          {joined && ` · parte del daño general de ${joined.zone}`}
          {report.notifies && " · pidió aviso"}
        </dd>
      </dl>
      {mayWork && doing === undefined && (
        <div class="buttons">
          {report.state === "closed" ? (
            <button type="button" class="plain-button" onClick={() => done(reopenReport(ticket))}>
              Volver a abrir
            </button>
          ) : (
            <>
              <button type="button" class="plain-button" onClick={() => setDoing("assign")}>
                {report.crew ? "Cambiar cuadrilla" : "Asignar cuadrilla"}
              </button>
              {going.length > 0 && report.outage_id === null && (
                <button type="button" class="plain-button" onClick={() => setDoing("join")}>
                  Unir a un daño general
                </button>
              )}
              <button type="button" class="plain-button" onClick={() => setDoing("close")}>
                Cerrar
              </button>
            </>
          )}
          {report.call_id && seesCalls && (
            <a class="link-button" href={`/llamadas/${report.call_id}`}>
              Ver la llamada
            </a>
          )}
        </div>
      )}
      {doing === "assign" && (
        <Line
          id={`crew-${ticket}`}
          label="Cuadrilla"
          value={report.crew}
          send={(crew) => done(assignReport(ticket, crew))}
          cancel={() => setDoing(undefined)}
        />
      )}
      {doing === "close" && (
        <Line
          id={`closing-${ticket}`}
          label="Cómo quedó"
          value=""
          send={(closing) => done(closeReport(ticket, closing))}
          cancel={() => setDoing(undefined)}
        />
      )}
      {doing === "join" && (
        <Joining
          id={`outage-${ticket}`}
          outages={going}
          send={(outageId) => done(joinReports([ticket], outageId))}
          cancel={() => setDoing(undefined)}
        />
      )}
    </li>
  );
}
