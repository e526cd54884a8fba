// Writing down what the caller promises to pay, and until when.

import { useMemo } from "preact/hooks";

import { money } from "../format/money";
import { date } from "../format/time";
import { promisePayment } from "../model/attending";
import { serverNow } from "../web/server_clock";
import { useAsking } from "./doing";
import { Form, Refusal, said, Send, type SheetProps } from "./sheet_parts";

/** `$ 1.250.000` or `1250000`: the pesos that were typed. */
export const pesosOf = (typed: string): number => Number(typed.replace(/\D/g, ""));

export function PromiseSheet({ card, attending, done }: SheetProps) {
  const asking = useAsking();
  const promiseId = useMemo(() => crypto.randomUUID(), []);
  const { owed, smallest, first, last, refusal } = attending.promise;
  if (refusal) return <Refusal text={refusal} />;
  const send = (given: FormData): void => {
    const promise = {
      promise_id: promiseId,
      amount: pesosOf(said(given, "amount")),
      due_on: said(given, "due_on"),
    };
    asking.ask(
      () => promisePayment(card.call_id, promise),
      ({ amount, due_on }) =>
        done(`Quedó anotada la promesa de pagar ${money(amount)} a más tardar el ${date(due_on, serverNow())}.`),
    );
  };
  return (
    <Form label="Promesa de pago" send={send}>
      <p>
        Debe <strong class="figures">{money(owed)}</strong> en total. Puede prometer desde {money(smallest)}, hasta
        el {date(last, serverNow())}.
      </p>
      <div class="form-row">
        <div class="field">
          <label for="promise-amount">Cuánto va a pagar</label>
          <input
            id="promise-amount"
            name="amount"
            type="text"
            inputMode="numeric"
            required
            autocomplete="off"
            defaultValue={String(owed)}
          />
        </div>
        <div class="field">
          <label for="promise-day">A más tardar el día</label>
          <input id="promise-day" name="due_on" type="date" required min={first} max={last} />
        </div>
      </div>
      <p class="faint">No es un acuerdo de pago: ese se radica como una petición.</p>
      <Send asking={asking} text="Anotar la promesa" />
    </Form>
  );
}
