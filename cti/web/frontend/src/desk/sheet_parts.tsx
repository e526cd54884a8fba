// What the sheets of the desk are made of.

import type { ComponentChildren } from "preact";

import type { Attending } from "../model/attending";
import type { Card } from "../model/card";
import type { Asking } from "./doing";

/** What every sheet gets. `done` says in words what was done, in place of the form. */
export interface SheetProps {
  readonly card: Card;
  readonly attending: Attending;
  readonly done: (text: string) => void;
}

/** The end of a form: what went wrong, and the button that sends it. */
export function Send({ asking, text, disabled = false }: { asking: Asking; text: string; disabled?: boolean }) {
  return (
    <>
      {asking.trouble && (
        <p class="notice notice-bad" role="alert">
          {asking.trouble}
        </p>
      )}
      <p class="buttons">
        <button type="submit" class="primary" disabled={disabled || asking.busy}>
          {asking.busy ? "Un momento…" : text}
        </button>
      </p>
    </>
  );
}

/** Why something can't be done; nothing where it can. */
export function Refusal({ text }: { text: string | null }) {
  if (!text) return null;
  return <p class="notice">No se puede: {text}.</p>;
}

export function Form(props: { label: string; send: (given: FormData) => void; children: ComponentChildren }) {
  const submit = (event: SubmitEvent): void => {
    event.preventDefault();
    props.send(new FormData(event.currentTarget as HTMLFormElement));
  };
  return (
    <form class="form" aria-label={props.label} onSubmit={submit}>
      {props.children}
    </form>
  );
}

export const said = (given: FormData, name: string): string => String(given.get(name) ?? "").trim();
