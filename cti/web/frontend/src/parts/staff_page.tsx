// The frame of a staff page: who is signed in first, then header and content.

import { type ComponentType, render } from "preact";
import { useEffect, useState } from "preact/hooks";

import { session, type Session } from "../staff/session";
import { ApiError } from "../web/api";
import { StaffHeader, waysOf } from "./staff_header";
import { Trouble } from "./told";

/** What a staff page's content is given. */
export interface StaffContent {
  readonly person: Session;
}

type Content = ComponentType<StaffContent>;

/** Sends who is no longer signed in to the form, and back here afterwards. */
export function goToLogin(): void {
  location.assign(`/entrar?ir=${encodeURIComponent(location.pathname + location.search)}`);
}

/** What to tell of a failed request; who is signed out goes to the form instead. */
export function troubleOf(error: unknown): string {
  if (error instanceof ApiError && error.signedOut) goToLogin();
  return error instanceof ApiError ? error.message : "Algo falló en la página. Recárguela.";
}

function StaffPage({ entity, here, Content }: { entity: string; here: string; Content: Content }) {
  const [person, setPerson] = useState<Session>();
  const [trouble, setTrouble] = useState("");
  const ask = (): void => {
    setTrouble("");
    session().then(setPerson, (error: unknown) => setTrouble(troubleOf(error)));
  };
  useEffect(ask, []);
  if (person === undefined) {
    return (
      <main class="staff-main">
        <Trouble text={trouble} again={ask} />
      </main>
    );
  }
  return (
    <>
      <StaffHeader person={person} entity={entity} here={here} />
      <main class="staff-main" id="contenido" tabIndex={-1}>
        {waysOf(person).some(({ path }) => path === here) ? (
          <Content person={person} />
        ) : (
          <p class="empty">
            <strong>Su usuario no tiene acceso a esta página.</strong>
            Si la necesita, pídala a quien administra la línea.
          </p>
        )}
      </main>
    </>
  );
}

/** Shows a staff page, the whole of `src/<page>.tsx`; `here` is its path, `/tablero`. */
export function showStaffPage(here: string, content: Content): void {
  const root = document.getElementById("staff");
  if (root) render(<StaffPage entity={root.dataset["entity"] ?? ""} here={here} Content={content} />, root);
}
