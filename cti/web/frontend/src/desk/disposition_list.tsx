// How a call ended, chosen from a grouped list that narrows while typing.

import { useId, useMemo, useRef, useState } from "preact/hooks";

import type { Disposition } from "../model/agent";
import { Icon } from "../parts/icon";

const bare = (text: string): string =>
  text.normalize("NFD").replace(/\p{Diacritic}/gu, "").toLowerCase();

/** The dispositions whose words all appear in the label or group, whatever the accents. */
export function narrowed(all: readonly Disposition[], typed: string): readonly Disposition[] {
  const words = bare(typed).split(/\s+/).filter(Boolean);
  return all.filter(({ label, group }) => {
    const text = bare(`${group} ${label}`);
    return words.every((word) => text.includes(word));
  });
}

function grouped(list: readonly Disposition[]): [string, Disposition[]][] {
  const groups = new Map<string, Disposition[]>();
  for (const disposition of list) {
    groups.set(disposition.group, [...(groups.get(disposition.group) ?? []), disposition]);
  }
  return [...groups];
}

export function DispositionList(props: {
  all: readonly Disposition[];
  chosen: string;
  disabled: boolean;
  choose: (code: string) => void;
}) {
  const id = useId();
  const [typed, setTyped] = useState("");
  const [active, setActive] = useState(-1);
  const box = useRef<HTMLDivElement>(null);
  const list = useMemo(() => narrowed(props.all, typed), [props.all, typed]);
  const ordered = useMemo(() => grouped(list).flatMap(([, members]) => members), [list]);
  const option = (code: string): string => `${id}-${code}`;
  const move = (to: number): void => {
    if (ordered.length === 0) return;
    const next = (to + ordered.length) % ordered.length;
    setActive(next);
    const target = document.getElementById(option(ordered[next]?.code ?? ""));
    target?.scrollIntoView({ block: "nearest" });
  };
  const onKey = (event: KeyboardEvent): void => {
    const current = ordered[active] ?? (ordered.length === 1 ? ordered[0] : undefined);
    if (event.key === "ArrowDown") move(active + 1);
    else if (event.key === "ArrowUp") move(active - 1);
    else if (event.key === "Enter" && !event.ctrlKey && current) props.choose(current.code);
    else if (event.key === "Escape" && typed) setTyped("");
    else return;
    event.preventDefault();
  };
  return (
    <div class="dispositions" ref={box}>
      <div class="search">
        <Icon name="search" size={16} />
        <input
          id="disposition-search"
          type="text"
          role="combobox"
          aria-label="Resultado de la llamada"
          aria-expanded="true"
          aria-controls={`${id}-list`}
          aria-autocomplete="list"
          aria-activedescendant={ordered[active] ? option(ordered[active].code) : undefined}
          placeholder="Buscar resultado…"
          autocomplete="off"
          disabled={props.disabled}
          value={typed}
          onInput={(event) => {
            setTyped(event.currentTarget.value);
            setActive(-1);
          }}
          onKeyDown={onKey}
        />
      </div>
      <div id={`${id}-list`} class="options" role="listbox" aria-label="Resultados">
        {grouped(list).map(([group, members]) => (
          <div key={group} role="group" aria-label={group}>
            <p class="option-group" aria-hidden="true">
              {group}
            </p>
            {members.map(({ code, label }) => (
              <div
                key={code}
                id={option(code)}
                role="option"
                class={`option ${ordered[active]?.code === code ? "active" : ""}`}
                aria-selected={props.chosen === code}
                aria-disabled={props.disabled}
                onClick={() => !props.disabled && props.choose(code)}
              >
                {label}
                {props.chosen === code && <Icon name="check" size={16} />}
              </div>
            ))}
          </div>
        ))}
        {list.length === 0 && <p class="nothing">Ningún resultado con esas palabras.</p>}
      </div>
    </div>
  );
}
