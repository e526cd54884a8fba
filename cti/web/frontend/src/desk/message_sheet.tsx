// Sending the caller a text message: one of those that the entity wrote.

import { useState } from "preact/hooks";

import { type Sendable, sendMessage } from "../model/attending";
import { useAsking } from "./doing";
import { Form, Refusal, Send, type SheetProps } from "./sheet_parts";

const NAMES: Readonly<Record<string, string>> = {
  enlace_pago: "Enlace para pagar",
  puntos_pago: "Puntos de pago cercanos",
  radicado: "Radicado y fecha de respuesta",
  estado_caso: "Cómo va el radicado",
  dano: "Número del reporte de daño",
};

/** What a message is called, with the radicado or ticket that it is about. */
export const messageName = ({ template, about }: Sendable): string =>
  [NAMES[template] ?? template, about].filter(Boolean).join(" ");

export function MessageSheet({ card, attending, done }: SheetProps) {
  const asking = useAsking();
  const [chosen, setChosen] = useState(0);
  const { masked, refusal } = attending.message;
  const messages = attending.messages;
  if (refusal) return <Refusal text={refusal} />;
  if (messages.length === 0) return <p class="notice">Elija primero la cuenta, o radique algo en la llamada.</p>;
  const send = (): void => {
    const message = messages[chosen];
    if (!message) return;
    asking.ask(
      () => sendMessage(card.call_id, message),
      ({ again }) => done(again ? "Ya se le había enviado en esta llamada." : `Sale enseguida para el ${masked}.`),
    );
  };
  return (
    <Form label="Enviar un mensaje de texto" send={send}>
      <fieldset class="choices">
        <legend>
          Al número que termina en <strong class="figures">{masked.slice(-3)}</strong>
        </legend>
        {messages.map((message, place) => (
          <label key={messageName(message)} class="choice">
            <input
              type="radio"
              name="message"
              checked={place === chosen}
              onChange={() => setChosen(place)}
            />{" "}
            {messageName(message)}
          </label>
        ))}
      </fieldset>
      {card.identity_level < 2 && (
        <p class="faint">Los casos anteriores de la cuenta se pueden enviar después de verificar la identidad.</p>
      )}
      <Send asking={asking} text="Enviar" />
    </Form>
  );
}
