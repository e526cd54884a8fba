// The strip of actions: one key leads to it, arrows and digits choose.

import { useEffect, useRef } from "preact/hooks";

import { Icon } from "../parts/icon";
import { ACTIONS, type Action } from "./action";
import { ariaKeys, listenForShortcuts, SHORTCUTS } from "./shortcut";

const ORDER = Object.keys(ACTIONS) as Action[];

interface Props {
  readonly disabled: boolean;
  readonly doing: Action | undefined;
  readonly act: (action: Action) => void;
}

export function ActionStrip({ disabled, doing, act }: Props) {
  const strip = useRef<HTMLElement>(null);
  const buttons = (): HTMLButtonElement[] => [...(strip.current?.querySelectorAll("button") ?? [])];
  useEffect(
    () =>
      listenForShortcuts((shortcut) => {
        if (shortcut === "actions") buttons()[0]?.focus();
      }),
    [],
  );
  const onKey = (event: KeyboardEvent): void => {
    const all = buttons();
    const at = all.indexOf(document.activeElement as HTMLButtonElement);
    const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    const chosen = ORDER[Number(event.key) - 1];
    if (step !== undefined) all[(at + step + all.length) % all.length]?.focus();
    else if (event.key === "Home") all[0]?.focus();
    else if (event.key === "End") all.at(-1)?.focus();
    else if (/^[1-9]$/.test(event.key) && chosen && !disabled) {
      all[ORDER.indexOf(chosen)]?.focus();
      act(chosen);
    } else return;
    event.preventDefault();
  };
  return (
    <section class="actions" role="toolbar" aria-label="Qué hacer" ref={strip} onKeyDown={onKey}>
      <span class="actions-key" aria-hidden="true">
        Qué hacer <kbd>{SHORTCUTS.actions.label}</kbd>
      </span>
      {ORDER.map((action, turn) => (
        <button
          key={action}
          type="button"
          class="action"
          disabled={disabled}
          tabIndex={turn === 0 ? 0 : -1}
          title={ACTIONS[action].title}
          aria-expanded={doing === action}
          aria-keyshortcuts={turn === 0 ? ariaKeys("actions") : undefined}
          onClick={() => act(action)}
        >
          <Icon name={ACTIONS[action].icon} size={16} />
          <span>{ACTIONS[action].text}</span>
          <span class="unseen">: {ACTIONS[action].title}</span>
          <kbd aria-hidden="true">{turn + 1}</kbd>
        </button>
      ))}
    </section>
  );
}
