// Callbacks: who did not want to wait and is owed a call, in the order in which they are called.

import { useState } from "preact/hooks";

import { dayOrTime, daysUntil, moment, time } from "./format/time";
import { attemptName, type Callback, callbacksOwed, callNow, cancel } from "./model/callback";
import { useLooking } from "./parts/looking";
import { showStaffPage, type StaffContent, troubleOf } from "./parts/staff_page";
import { Trouble } from "./parts/told";
import { mayDo } from "./staff/session";
import { serverNow } from "./web/server_clock";

const LOOK_AGAIN_MS = 5_000;

function standing(one: Callback): { text: string; look: string } {
  if (one.state === "calling") return { text: "Llamando", look: "tag-good" };
  if (one.state === "failed") return { text: "No se logró", look: "tag-bad" };
  if (one.urgent) return { text: "Se llama enseguida", look: "tag-warn" };
  const now = serverNow();
  if (Date.parse(one.not_before) > now) {
    const today = daysUntil(one.not_before, now) === 0;
    return { text: `Desde ${today ? time(one.not_before) : moment(one.not_before, now)}`, look: "" };
  }
  return { text: "En turno", look: "" };
}

function Row(props: { one: Callback; mayChange: boolean; change: (change: Promise<void>) => void }) {
  const { one, mayChange, change } = props;
  const { text, look } = standing(one);
  return (
    <tr>
      <th scope="row">
        {one.masked} {one.priority && <span class="tag">Preferencial</span>}
      </th>
      <td>{dayOrTime(one.requested_at, serverNow())}</td>
      <td>
        <span class={`tag ${look}`}>{text}</span>
      </td>
      <td>
        {one.attempts}
        {one.last_attempt && ` (${attemptName(one.last_attempt).toLowerCase()})`}
      </td>
      {mayChange && (
        <td>
          {one.state === "waiting" && (
            <div class="buttons">
              <button
                type="button"
                class="plain-button"
                aria-label={`Llamar ya al ${one.masked}`}
                disabled={one.urgent}
                onClick={() => change(callNow(one.id))}
              >
                Llamar ya
              </button>
              <button
                type="button"
                class="link-button"
                aria-label={`Cancelar la llamada al ${one.masked}`}
                onClick={() => change(cancel(one.id))}
              >
                Cancelar
              </button>
            </div>
          )}
        </td>
      )}
    </tr>
  );
}

function Callbacks({ person }: StaffContent) {
  const [owed, setOwed] = useState<readonly Callback[]>();
  const [trouble, setTrouble] = useState("");
  const mayChange = mayDo(person, "see_board");

  const fail = (error: unknown): void => setTrouble(troubleOf(error));
  const look = (): Promise<void> =>
    callbacksOwed().then((found) => {
      setOwed(found);
      setTrouble("");
    }, fail);
  const change = (asked: Promise<void>): void => {
    asked.then(look, (error: unknown) => look().then(() => fail(error)));
  };
  useLooking(() => void look(), LOOK_AGAIN_MS);

  const waiting = owed?.filter(({ state }) => state !== "failed").length ?? 0;
  return (
    <>
      <div class="staff-title">
        <h1>Devoluciones de llamada</h1>
        <p>Quienes prefirieron no esperar. La línea los llama sola, en el turno que tenían.</p>
      </div>
      <Trouble text={trouble} />
      <p role="status">
        {owed && owed.length > 0 && (waiting === 1 ? "Una persona espera su llamada." : `${waiting} personas esperan su llamada.`)}
      </p>
      {owed && owed.length > 0 && (
        <div class="table-place sheet">
          <table class="table">
            <thead>
              <tr>
                <th scope="col">Teléfono</th>
                <th scope="col">Lo pidió</th>
                <th scope="col">Estado</th>
                <th scope="col">Intentos</th>
                {mayChange && <th scope="col">Acciones</th>}
              </tr>
            </thead>
            <tbody>
              {owed.map((one) => (
                <Row key={one.id} one={one} mayChange={mayChange} change={change} />
              ))}
            </tbody>
          </table>
        </div>
      )}
      {owed?.length === 0 && (
        <p class="empty">
          <strong>Nadie espera que le devuelvan la llamada.</strong>
          Cuando la espera es larga, la línea ofrece guardar el turno y llamar después; quien acepta aparece aquí.
        </p>
      )}
    </>
  );
}

showStaffPage("/devoluciones", Callbacks);
