// How a call ended, chosen by walking down a tree or by typing any words of any of its levels.

import { useId, useMemo, useState } from "preact/hooks";

import type { Disposition } from "../model/agent";
import { type Branch, level, narrowed } from "../model/disposition_tree";
import { Icon } from "../parts/icon";

const keyOf = (branch: Branch): string =>
  branch.kind === "group" ? `group ${branch.path.join("/")}` : branch.result.code;

function Row(props: {
  id: string;
  branch: Branch;
  active: boolean;
  chosen: boolean;
  disabled: boolean;
  found: boolean;
  take: () => void;
}) {
  const { branch, chosen } = props;
  return (
    <div
      id={props.id}
      role="option"
      class={`option ${props.active ? "active" : ""}`}
      aria-selected={chosen}
      aria-disabled={props.disabled}
      onClick={() => !props.disabled && props.take()}
    >
      {branch.kind === "group" ? (
        <>
          <span>
            {branch.label} <span class="unseen">, grupo de</span> <span class="option-count">{branch.count}</span>
          </span>
          <Icon name="chevron" size={16} />
        </>
      ) : (
        <>
          <span>
            {branch.result.label}
            {props.found && <span class="option-place">{branch.result.group}</span>}
          </span>
          {chosen && <Icon name="check" size={16} />}
        </>
      )}
    </div>
  );
}

export function DispositionList(props: {
  all: readonly Disposition[];
  chosen: string;
  disabled: boolean;
  choose: (code: string) => void;
}) {
  const id = useId();
  const [typed, setTyped] = useState("");
  const [path, setPath] = useState<readonly string[]>([]);
  const [active, setActive] = useState(-1);
  const found = typed.trim() !== "";
  const list = useMemo<readonly Branch[]>(() => {
    if (!found) return level(props.all, path);
    return narrowed(props.all, typed).map((result) => ({ kind: "result", result }));
  }, [props.all, typed, path, found]);
  const option = (branch: Branch): string => `${id}-${keyOf(branch)}`;
  const type = (text: string): void => {
    setTyped(text);
    setActive(text.trim() ? 0 : -1);
  };
  const go = (to: readonly string[]): void => {
    setPath(to);
    setActive(0);
  };
  const up = (): void => {
    const left = path.at(-1);
    const above = path.slice(0, -1);
    setPath(above);
    setActive(level(props.all, above).findIndex((one) => one.kind === "group" && one.label === left));
  };
  const move = (to: number): void => {
    if (list.length === 0) return;
    const next = (to + list.length) % list.length;
    setActive(next);
    const target = list[next];
    if (target) document.getElementById(option(target))?.scrollIntoView({ block: "nearest" });
  };
  const take = (branch: Branch): void => {
    if (branch.kind === "group") go(branch.path);
    else props.choose(branch.result.code);
  };
  const onKey = (event: KeyboardEvent): void => {
    const current = list[active];
    const walks = typed === "" && !event.altKey;
    if (event.key === "ArrowDown") move(active + 1);
    else if (event.key === "ArrowUp") move(active < 0 ? -1 : active - 1);
    else if (event.key === "Enter" && !event.ctrlKey && current) take(current);
    else if (event.key === "ArrowRight" && walks && current?.kind === "group") take(current);
    else if ((event.key === "ArrowLeft" || event.key === "Backspace") && walks && path.length > 0) up();
    else if (event.key === "Escape" && typed) type("");
    else if (event.key === "Escape" && path.length > 0) up();
    else return;
    event.preventDefault();
  };
  const current = list[active];
  const place = path.join(" › ");
  return (
    <div class="dispositions">
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
          aria-activedescendant={current ? option(current) : undefined}
          placeholder={place ? `${place}…` : "Escriba o baje por los grupos…"}
          autocomplete="off"
          disabled={props.disabled}
          value={typed}
          onInput={(event) => type(event.currentTarget.value)}
          onKeyDown={onKey}
        />
        {path.length > 0 && !found && (
          <button type="button" class="up" aria-label={`Volver de ${place}`} onClick={up}>
            <Icon name="chevron" size={16} />
          </button>
        )}
      </div>
      <div
        id={`${id}-list`}
        class="options"
        role="listbox"
        onMouseDown={(event) => event.preventDefault()}
        aria-label={found || !place ? "Resultados" : `Resultados de ${place}`}
      >
        {list.map((branch) => (
          <Row
            key={keyOf(branch)}
            id={option(branch)}
            branch={branch}
            active={branch === current}
            chosen={branch.kind === "result" && branch.result.code === props.chosen}
            disabled={props.disabled}
            found={found}
            take={() => take(branch)}
          />
        ))}
        {list.length === 0 && <p class="nothing">Ningún resultado con esas palabras.</p>}
      </div>
    </div>
  );
}
