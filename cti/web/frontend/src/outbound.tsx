// Messages out: those that could not be sent, to be mended and sent again, and those that wait.

import { useState } from "preact/hooks";

import { dayOrTime, moment } from "./format/time";
import { channelName, discard, type Message, retry, templateName, unfinished } from "./model/outbound";
import { useLooking } from "./parts/looking";
import { showStaffPage, type StaffContent, troubleOf } from "./parts/staff_page";
import { Trouble } from "./parts/told";
import { mayDo } from "./staff/session";
import { serverNow } from "./web/server_clock";

const LOOK_AGAIN_MS = 10_000;

function Standing({ one }: { one: Message }) {
  if (one.state === "dead") return <span class="tag tag-bad">No se pudo</span>;
  return <span class="tag">{one.says ? `Espera hasta ${dayOrTime(one.due_at, serverNow())}` : "Por enviar"}</span>;
}

function Row(props: { one: Message; mayChange: boolean; change: (change: Promise<void>) => void }) {
  const { one, mayChange, change } = props;
  const what = `${templateName(one.template)} para ${one.masked}`;
  return (
    <tr>
      <th scope="row">
        {one.call_id ? <a href={`/llamadas/${one.call_id}`}>{templateName(one.template)}</a> : templateName(one.template)}
      </th>
      <td>{channelName(one.channel)}</td>
      <td class="figures">{one.masked}</td>
      <td>{moment(one.written_at, serverNow())}</td>
      <td>
        <Standing one={one} />
      </td>
      <td>{one.says || "–"}</td>
      <td class="number">{one.attempts}</td>
      {mayChange && (
        <td>
          <div class="buttons">
            {one.state === "dead" && (
              <button
                type="button"
                class="plain-button"
                aria-label={`Enviar otra vez: ${what}`}
                onClick={() => change(retry(one.id))}
              >
                Enviar otra vez
              </button>
            )}
            <button
              type="button"
              class="link-button"
              aria-label={`Descartar: ${what}`}
              onClick={() => change(discard(one.id))}
            >
              Descartar
            </button>
          </div>
        </td>
      )}
    </tr>
  );
}

function summary(messages: readonly Message[]): string {
  const dead = messages.filter(({ state }) => state === "dead").length;
  const failed = dead === 1 ? "Un mensaje no se pudo enviar" : `${dead} mensajes no se pudieron enviar`;
  return dead ? `${failed}; ${messages.length - dead} en espera.` : `${messages.length} en espera.`;
}

function Outbound({ person }: StaffContent) {
  const [messages, setMessages] = useState<readonly Message[]>();
  const [trouble, setTrouble] = useState("");
  const mayChange = mayDo(person, "administer");

  const fail = (error: unknown): void => setTrouble(troubleOf(error));
  const look = (): Promise<void> =>
    unfinished().then((found) => {
      setMessages(found);
      setTrouble("");
    }, fail);
  const change = (asked: Promise<void>): void => {
    asked.then(look, (error: unknown) => look().then(() => fail(error)));
  };
  useLooking(() => void look(), LOOK_AGAIN_MS);

  return (
    <>
      <div class="staff-title">
        <h1>Envíos</h1>
        <p>Los mensajes que la línea no pudo enviar, y los que esperan. Lo enviado no aparece aquí.</p>
      </div>
      <Trouble text={trouble} />
      <p role="status">{messages && messages.length > 0 && summary(messages)}</p>
      {messages && messages.length > 0 && (
        <div class="table-place sheet">
          <table class="table">
            <thead>
              <tr>
                <th scope="col">Mensaje</th>
                <th scope="col">Medio</th>
                <th scope="col">Para</th>
                <th scope="col">Escrito</th>
                <th scope="col">Estado</th>
                <th scope="col">Por qué</th>
                <th scope="col" class="number">
                  Intentos
                </th>
                {mayChange && <th scope="col">Acciones</th>}
              </tr>
            </thead>
            <tbody>
              {messages.map((one) => (
                <Row key={one.id} one={one} mayChange={mayChange} change={change} />
              ))}
            </tbody>
          </table>
        </div>
      )}
      {messages?.length === 0 && (
        <p class="empty">
          <strong>Todo se envió.</strong>
          Un mensaje que no se puede entregar, o que espera su hora, aparece aquí con la razón.
        </p>
      )}
    </>
  );
}

showStaffPage("/envios", Outbound);
