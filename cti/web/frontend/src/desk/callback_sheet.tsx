// Promising the caller a call back, from a moment that the rules of contact allow.

import { moment } from "../format/time";
import { promiseCallback } from "../model/attending";
import { ofField, toField } from "../damages/local_time";
import { serverNow } from "../web/server_clock";
import { useAsking } from "./doing";
import { Form, Refusal, said, Send, type SheetProps } from "./sheet_parts";

export function CallbackSheet({ card, attending, done }: SheetProps) {
  const asking = useAsking();
  const { masked, at, refusal } = attending.callback;
  if (refusal) return <Refusal text={refusal} />;
  const send = (given: FormData): void =>
    asking.ask(
      () => promiseCallback(card.call_id, ofField(said(given, "not_before"))),
      ({ not_before }) =>
        done(`Se le llamará al ${masked} desde el ${moment(not_before, serverNow())}, cuando haya un asesor libre.`),
    );
  return (
    <Form label="Devolver la llamada" send={send}>
      <p>
        Al número que termina en <strong class="figures">{masked.slice(-3)}</strong>, en su turno. Se le puede
        llamar desde el {at ? moment(at, serverNow()) : "próximo día hábil"}.
      </p>
      <div class="field">
        <label for="callback-at">No antes de</label>
        <input
          id="callback-at"
          name="not_before"
          type="datetime-local"
          defaultValue={toField(at)}
          min={toField(at)}
        />
        <span class="hint">Si a esa hora no se puede, será en la siguiente que permitan las reglas de contacto.</span>
      </div>
      <Send asking={asking} text="Prometer la llamada" />
    </Form>
  );
}
