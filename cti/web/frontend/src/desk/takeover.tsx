// What a second tab of the same desk shows.

import type { OnlyTab } from "../web/only_tab";

export function Takeover({ tab }: { tab: OnlyTab }) {
  const busy = tab.busyElsewhere.value;
  return (
    <main class="takeover">
      <h1>El puesto está abierto en otra pestaña</h1>
      <p>
        {busy
          ? "Allá hay una llamada en curso. Termínela antes de pasar el puesto a esta pestaña."
          : "Un puesto solo puede timbrar en un lugar. Si sigue aquí, la otra pestaña lo suelta."}
      </p>
      <button type="button" class="primary" disabled={busy} onClick={() => tab.takeOver()}>
        Usar el puesto aquí
      </button>
    </main>
  );
}
