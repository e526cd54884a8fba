// A note, the answer that the caller will hear, or the closing of a report.

import { useState } from "preact/hooks";

import { LONGEST, type Report, write, type Writing } from "../model/ethics";
import { troubleOf } from "../parts/staff_page";
import { Trouble } from "../parts/told";

const KINDS: readonly { readonly kind: Writing; readonly label: string; readonly hint: string }[] = [
  { kind: "note", label: "Nota", hint: "Solo la leen quienes atienden la línea transparente." },
  { kind: "answer", label: "Respuesta", hint: "Se le dice a la persona cuando consulte con su código." },
  { kind: "closed", label: "Cierre", hint: "Por qué se cierra. La persona oye que está cerrada." },
];

export function WritingForm({ id, written }: { id: string; written: (report: Report) => void }) {
  const [kind, setKind] = useState<Writing>("note");
  const [text, setText] = useState("");
  const [busy, setBusy] = useState(false);
  const [told, setTold] = useState("");
  const [trouble, setTrouble] = useState("");
  const send = (event: Event): void => {
    event.preventDefault();
    setBusy(true);
    setTold("");
    setTrouble("");
    write(id, kind, text)
      .then(
        (report) => {
          setText("");
          setTold("Guardado.");
          written(report);
        },
        (error: unknown) => setTrouble(troubleOf(error)),
      )
      .finally(() => setBusy(false));
  };
  const hint = KINDS.find((one) => one.kind === kind)?.hint;
  return (
    <form class="sheet form ethics-form" aria-label="Escribir" onSubmit={send}>
      <fieldset class="ethics-kinds">
        <legend>Escribir</legend>
        {KINDS.map((one) => (
          <label key={one.kind}>
            <input
              type="radio"
              name="kind"
              value={one.kind}
              checked={kind === one.kind}
              onChange={() => setKind(one.kind)}
            />
            {one.label}
          </label>
        ))}
      </fieldset>
      <div class="field">
        <label for="text">Texto</label>
        <textarea
          id="text"
          rows={4}
          required
          maxLength={LONGEST[kind]}
          aria-describedby="hint"
          value={text}
          onInput={(event) => setText(event.currentTarget.value)}
        />
        <p id="hint" class="hint">
          {hint} Hasta {LONGEST[kind]} caracteres.
        </p>
      </div>
      <p class="buttons">
        <button type="submit" class="primary" disabled={busy || !text.trim()}>
          {kind === "closed" ? "Cerrar la denuncia" : "Guardar"}
        </button>
        <span role="status">{told}</span>
      </p>
      <Trouble text={trouble} />
    </form>
  );
}
