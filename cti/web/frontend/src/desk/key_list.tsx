// All the keys of the desk, from the one table, over everything else.

import { useEffect, useRef } from "preact/hooks";

import { PLACE_KEYS, type Shortcut, SHORTCUTS } from "./shortcut";
import type { Station } from "./station";

function Keys({ rows }: { rows: readonly { readonly label: string; readonly what: string }[] }) {
  return (
    <dl class="key-rows">
      {rows.map(({ label, what }) => (
        <div key={label}>
          <dt>
            <kbd>{label}</kbd>
          </dt>
          <dd>{what}</dd>
        </div>
      ))}
    </dl>
  );
}

export function KeyList({ station }: { station: Station }) {
  const dialog = useRef<HTMLDialogElement>(null);
  const shown = station.keysShown.value;
  useEffect(() => {
    if (shown) dialog.current?.showModal();
    else dialog.current?.close();
  }, [shown]);
  const close = (): void => {
    station.keysShown.value = false;
  };
  return (
    <dialog ref={dialog} class="key-list" aria-labelledby="keys-title" onClose={close}>
      <h2 id="keys-title">Atajos del teclado</h2>
      <Keys rows={(Object.keys(SHORTCUTS) as Shortcut[]).map((name) => SHORTCUTS[name])} />
      <h3>En listas y formularios</h3>
      <Keys rows={PLACE_KEYS} />
      <button type="button" class="primary" onClick={close}>
        Cerrar
      </button>
    </dialog>
  );
}
