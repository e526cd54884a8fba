// Who was on a call: telephones, waits, and what agents noted.

import { length, millis, timeWithSeconds } from "../format/time";
import type { Leg, Monitoring, Stay, WrapUp } from "../model/call";
import { plainCode, queueName } from "../model/vocabulary";

const ROLES: Readonly<Record<string, string>> = {
  caller: "Quien llama",
  agent: "Asesor",
  oncall: "Turno",
};
const LEFT: Readonly<Record<string, string>> = {
  answered: "Atendida",
  abandoned: "Colgó",
  timeout: "Nadie contestó a tiempo",
  empty: "No había asesores",
  key: "Salió con una tecla",
};

const MODES: Readonly<Record<Monitoring["mode"], string>> = {
  listen: "escuchó a",
  whisper: "le habló al oído a",
  barge: "entró a la llamada de",
};

function between(from: string | null, to: string | null): string {
  const start = millis(from);
  const end = millis(to);
  return start === undefined || end === undefined ? "" : length((end - start) / 1000);
}

const at = (moment: string | null): string => (moment ? timeWithSeconds(moment) : "");

export function LegsSheet({ legs }: { legs: readonly Leg[] }) {
  if (!legs.length) return null;
  return (
    <section class="sheet" aria-labelledby="legs">
      <h2 id="legs">Teléfonos</h2>
      <div class="table-place">
        <table class="table">
          <thead>
            <tr>
              <th scope="col">Quién</th>
              <th scope="col">Timbró</th>
              <th scope="col">Contestó</th>
              <th scope="col">Habló</th>
            </tr>
          </thead>
          <tbody>
            {legs.map((leg) => (
              <tr key={leg.channel}>
                <th scope="row">
                  {ROLES[leg.role ?? ""] ?? "Otro"}
                  {leg.agent && `: ${leg.agent}`} {leg.missed && <span class="tag tag-warn">No contestó</span>}
                </th>
                <td class="figures">{at(leg.rang_at)}</td>
                <td class="figures">{at(leg.answered_at)}</td>
                <td class="figures">{between(leg.answered_at, leg.ended_at)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </section>
  );
}

export function StaysSheet({ stays }: { stays: readonly Stay[] }) {
  if (!stays.length) return null;
  return (
    <section class="sheet" aria-labelledby="stays">
      <h2 id="stays">Esperas</h2>
      <ul class="call-list">
        {stays.map(({ queue, entered_at, left_at, reason }) => (
          <li key={entered_at}>
            <span class="figures">{timeWithSeconds(entered_at)}</span> {queueName(queue)}:{" "}
            {left_at ? `${between(entered_at, left_at)}. ` : "espera. "}
            {reason && (LEFT[reason] ?? plainCode(reason))}
          </li>
        ))}
      </ul>
    </section>
  );
}

export function WrapUpsSheet({ wrapUps }: { wrapUps: readonly WrapUp[] }) {
  if (!wrapUps.length) return null;
  return (
    <section class="sheet" aria-labelledby="wrap-ups">
      <h2 id="wrap-ups">Cierre</h2>
      <ul class="call-list">
        {wrapUps.map(({ agent, disposition, note, at: noted }) => (
          <li key={noted}>
            <strong>{disposition}</strong>, {agent}
            {note && <p class="call-note">{note}</p>}
          </li>
        ))}
      </ul>
    </section>
  );
}

export function MonitoringsSheet({ monitorings }: { monitorings: readonly Monitoring[] }) {
  if (!monitorings.length) return null;
  return (
    <section class="sheet" aria-labelledby="monitorings">
      <h2 id="monitorings">Quién la acompañó</h2>
      <ul class="call-list">
        {monitorings.map(({ agent, heard_agent, mode, at: began, ended_at }) => (
          <li key={`${began} ${agent}`}>
            <span class="figures">{timeWithSeconds(began)}</span> {agent} {MODES[mode]} {heard_agent}
            {ended_at && `, ${between(began, ended_at)}`}
          </li>
        ))}
      </ul>
    </section>
  );
}
