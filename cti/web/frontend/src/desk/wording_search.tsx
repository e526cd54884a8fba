// What the line says, found by any of its words: for a caller who asks about it.

import { useLayoutEffect, useMemo, useRef, useState } from "preact/hooks";

import type { Wording } from "../model/backlog";
import { found } from "../model/words";
import { DrawerHead } from "./drawer_head";
import type { Station } from "./station";

const MOST_SHOWN = 40;

const whole = ({ place, label, text }: Wording): string => `${place} ${label ?? ""} ${text}`;

export function WordingSearch({ station, close }: { station: Station; close: () => void }) {
  const [typed, setTyped] = useState("");
  const field = useRef<HTMLInputElement>(null);
  const all = station.backlog.wordings.value;
  const list = useMemo(() => found(all, typed, whole), [all, typed]);
  useLayoutEffect(() => field.current?.focus(), []);
  return (
    <>
      <DrawerHead title="Qué dice la línea" close={close} focus={false} />
      <input
        ref={field}
        type="text"
        class="drawer-search"
        aria-label="Palabras del texto"
        aria-controls="wordings"
        placeholder="Escriba palabras: «reconexión valor»"
        autocomplete="off"
        value={typed}
        onInput={(event) => setTyped(event.currentTarget.value)}
      />
      <p class="drawer-hint faint" role="status">
        {list.length === 0 && "Ningún texto con esas palabras."}
        {list.length > MOST_SHOWN && `${list.length} textos; se muestran ${MOST_SHOWN}. Escriba otra palabra.`}
        {list.length > 0 && list.length <= MOST_SHOWN && `${list.length} textos`}
      </p>
      <ul id="wordings" class="drawer-list" tabIndex={0} aria-label="Textos de la línea">
        {list.slice(0, MOST_SHOWN).map((one) => (
          <li key={one.id} class="wording">
            <p class="faint">
              {one.place}
              {one.label && ` › ${one.label}`}
            </p>
            <p>{one.text}</p>
          </li>
        ))}
      </ul>
    </>
  );
}
