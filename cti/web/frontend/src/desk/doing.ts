// Asking the server from a sheet of the desk: at most once at a time, trouble in words.

import { useState } from "preact/hooks";

import { ApiError } from "../web/api";

/** What went wrong, in Spanish. A desk that was signed out keeps its call and says so. */
export function deskTrouble(error: unknown): string {
  return error instanceof ApiError ? error.message : "Algo falló en la página. Recárguela al terminar la llamada.";
}

export interface Asking {
  readonly busy: boolean;
  readonly trouble: string;
  /** Asks, unless something is being asked already; `then` gets the answer. */
  readonly ask: <T>(question: () => Promise<T>, then: (answer: T) => void) => void;
}

export function useAsking(): Asking {
  const [busy, setBusy] = useState(false);
  const [trouble, setTrouble] = useState("");
  const ask = <T,>(question: () => Promise<T>, then: (answer: T) => void): void => {
    if (busy) return;
    setBusy(true);
    setTrouble("");
    question()
      .then(then, (error: unknown) => setTrouble(deskTrouble(error)))
      .finally(() => setBusy(false));
  };
  return { busy, trouble, ask };
}
