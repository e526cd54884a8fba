// What may be done with a case: a button each, then its form, which is the confirmation.

import type { ComponentChildren } from "preact";
import { useLayoutEffect, useRef, useState } from "preact/hooks";

import { act, type Case, type Catalogue } from "../model/case";
import { troubleOf } from "../parts/staff_page";
import { mayDo, type Session } from "../staff/session";
import { Choice } from "./choice";
import { actionName, meansName } from "./words";

interface Given {
  readonly one: Case;
  readonly rules: Catalogue;
  readonly person: Session;
}

/** A form's fields, and the body that the API gets of what was filled in. */
interface Step {
  readonly fields: (given: Given) => ComponentChildren;
  readonly body: (form: FormData) => unknown;
  readonly warning?: string;
}

const MEANS = ["correo", "direccion", "oficina", "telefono", "aviso", "publicacion"] as const;
const said = (form: FormData, name: string): string => String(form.get(name) ?? "").trim();

function Words(props: { name?: string; label: string; long?: boolean; optional?: boolean }) {
  const { name = "text", label, long = false, optional = false } = props;
  return (
    <div class="field">
      <label for={`act-${name}`}>{label}</label>
      <textarea id={`act-${name}`} name={name} rows={long ? 8 : 3} required={!optional} />
    </div>
  );
}

const words = (label: string, optional = false): Step => ({
  fields: () => <Words label={label} optional={optional} />,
  body: (form) => ({ text: said(form, "text") }),
});

const STEPS: Readonly<Record<string, Step>> = {
  assign: {
    fields: ({ rules, person }) => {
      const people = mayDo(person, "assign_cases")
        ? rules.people
        : rules.people.filter(({ id }) => id === person.agent.id);
      const options = people.map(({ id, name }) => [String(id), name] as const);
      return <Choice ask name="to" label="Responsable" options={options} />;
    },
    body: (form) => ({ to: Number(said(form, "to")) }),
  },
  extend: {
    fields: ({ one }) => (
      <>
        <div class="field">
          <label for="act-due_on">Nueva fecha máxima</label>
          <input id="act-due_on" name="due_on" type="date" min={one.due_on} required />
        </div>
        <Words name="reason" label="Motivos, como se le dirán a la persona" />
      </>
    ),
    body: (form) => ({ due_on: said(form, "due_on"), reason: said(form, "reason") }),
    warning: "Avise a la persona antes de que venza el plazo actual: los motivos y la nueva fecha.",
  },
  ask_to_complete: {
    ...words("Qué falta"),
    warning: "El plazo se detiene hasta que la persona lo complete; tiene un mes.",
  },
  give_month: {
    fields: () => null,
    body: () => ({}),
    warning: "La persona tendrá un mes más para completarlo. Solo se puede una vez.",
  },
  complete: words("Qué entregó"),
  withdraw: {
    ...words("Acto motivado con el que se declara"),
    warning: "El caso termina sin respuesta de fondo.",
  },
  transfer: {
    fields: ({ rules }) => (
      <>
        <Choice ask name="body" label="Entidad competente" options={Object.entries(rules.bodies)} />
        <Words name="told" label="Cómo se le informó a la persona" />
      </>
    ),
    body: (form) => ({ body: said(form, "body"), told: said(form, "told") }),
  },
  answer: {
    fields: ({ rules }) => (
      <>
        <Choice ask name="code" label="Decisión" options={Object.entries(rules.answers)} />
        <Words label="Respuesta" long />
        <label class="case-check">
          <input type="checkbox" name="on_the_merits" /> La respuesta es de fondo: clara, precisa, completa y
          congruente con lo pedido.
        </label>
      </>
    ),
    body: (form) => ({
      code: said(form, "code"),
      text: said(form, "text"),
      on_the_merits: form.has("on_the_merits"),
    }),
    warning: "Queda con radicado propio y ya no se cambia. Falta notificarla para que el caso termine.",
  },
  notify: {
    fields: ({ rules }) => (
      <>
        <Choice ask name="code" label="Tipo de notificación" options={Object.entries(rules.notifications)} />
        <Choice ask name="means" label="Medio" options={MEANS.map((code) => [code, meansName(code)] as const)} />
        <Words name="proof" label="Prueba (guía, acta, identificador del mensaje)" />
      </>
    ),
    body: (form) => ({ code: said(form, "code"), means: said(form, "means"), proof: said(form, "proof") }),
  },
  close: words("Observación (si la hay)", true),
  reopen: words("Por qué se reabre"),
  note: words("Anotación"),
};

export function Actions({ one, rules, person, changed }: Given & { changed: (now: Case) => void }) {
  const [chosen, setChosen] = useState<string>();
  const [trouble, setTrouble] = useState("");
  const [told, setTold] = useState("");
  const [busy, setBusy] = useState(false);
  const form = useRef<HTMLFormElement>(null);
  useLayoutEffect(() => form.current?.querySelector<HTMLElement>("select, input, textarea")?.focus(), [chosen]);

  const step = chosen ? STEPS[chosen] : undefined;
  const choose = (action: string | undefined): void => {
    setChosen(action);
    setTrouble("");
    setTold("");
  };
  const submit = (event: SubmitEvent): void => {
    event.preventDefault();
    if (!chosen || !step || !form.current) return;
    setBusy(true);
    setTrouble("");
    act(one.radicado, chosen, step.body(new FormData(form.current)))
      .then(
        (now) => {
          changed(now);
          choose(undefined);
          setTold(`${actionName(chosen)}: hecho.`);
        },
        (error: unknown) => setTrouble(troubleOf(error)),
      )
      .finally(() => setBusy(false));
  };
  return (
    <section class="sheet" aria-label="Qué hacer con el caso">
      <p class="buttons">
        {one.actions.map((action) => (
          <button
            key={action}
            type="button"
            class="plain-button"
            aria-expanded={action === chosen}
            onClick={() => choose(action === chosen ? undefined : action)}
          >
            {actionName(action)}
          </button>
        ))}
      </p>
      <p role="status" class="case-done">
        {told}
      </p>
      {chosen && step && (
        <form key={chosen} ref={form} class="form case-form" aria-label={actionName(chosen)} onSubmit={submit}>
          {step.fields({ one, rules, person })}
          {step.warning && <p class="notice">{step.warning}</p>}
          {trouble && (
            <p class="notice notice-bad" role="alert">
              {trouble}
            </p>
          )}
          <p class="buttons">
            <button type="submit" class="primary" disabled={busy}>
              {actionName(chosen)}
            </button>
            <button type="button" class="plain-button" onClick={() => choose(undefined)}>
              Cancelar
            </button>
          </p>
        </form>
      )}
    </section>
  );
}
