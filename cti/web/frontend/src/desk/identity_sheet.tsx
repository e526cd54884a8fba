// Noting that the caller's identity was verified, and how.

import { useState } from "preact/hooks";

import { verifyIdentity } from "../model/attending";
import { useAsking } from "./doing";
import { Form, Refusal, said, Send, type SheetProps } from "./sheet_parts";

export function IdentitySheet({ card, attending, done }: SheetProps) {
  const asking = useAsking();
  const ways = attending.identity;
  const [chosen, setChosen] = useState(ways[0]?.code ?? "");
  const [wrong, setWrong] = useState("");
  if (ways.length === 0) return <Refusal text="primero elija la cuenta de quien llama" />;
  const way = ways.find(({ code }) => code === chosen);
  const send = (given: FormData): void => {
    setWrong("");
    asking.ask(
      () => verifyIdentity(card.call_id, chosen, said(given, "digits")),
      ({ verified, locked }) => {
        if (verified) done("Identidad verificada: puede dar cifras.");
        else setWrong(locked ? "No coincide, y hoy ya no quedan intentos." : "No coincide. Pídalos de nuevo.");
      },
    );
  };
  return (
    <Form label="Verificar la identidad" send={send}>
      <fieldset class="choices">
        <legend>Cómo demostró que es el titular, o que actúa por él</legend>
        {ways.map(({ code, label }) => (
          <label key={code} class="choice">
            <input
              type="radio"
              name="way"
              checked={code === chosen}
              onChange={() => {
                setChosen(code);
                setWrong("");
              }}
            />{" "}
            {label.charAt(0).toUpperCase() + label.slice(1)}
          </label>
        ))}
      </fieldset>
      {way?.digits && (
        <div class="field">
          <label for="identity-digits">Los tres dígitos que le dijo</label>
          <input
            id="identity-digits"
            name="digits"
            type="text"
            inputMode="numeric"
            pattern="[0-9]{3}"
            maxLength={3}
            required
            autocomplete="off"
            aria-invalid={wrong !== ""}
          />
        </div>
      )}
      {wrong && (
        <p class="notice notice-bad" role="alert">
          {wrong}
        </p>
      )}
      <p class="faint">Queda anotado en la llamada, con su nombre.</p>
      <Send asking={asking} text={way?.digits ? "Comprobar" : "Anotar"} />
    </Form>
  );
}
