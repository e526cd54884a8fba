// The agent's own state, and the way to change it.

import { useEffect, useLayoutEffect, useRef, useState } from "preact/hooks";

import { clock, millis } from "../format/time";
import { type ChosenState, type PauseReason, reasonLabel, STATE_LABELS } from "../model/agent";
import { Icon } from "../parts/icon";
import { tick } from "../web/server_clock";
import { ariaKeys, listenForShortcuts } from "./shortcut";
import type { Station } from "./station";

interface Choice {
  readonly state: ChosenState;
  readonly reason?: string;
  readonly label: string;
}

const choicesOf = (pauses: readonly PauseReason[]): readonly Choice[] => [
  { state: "available", label: "Disponible" },
  ...pauses
    .filter(({ by_itself }) => !by_itself)
    .map(({ code, label }) => ({ state: "paused", reason: code, label }) as const),
  { state: "offline", label: "Desconectado" },
];

/** How far a pause is over its limit, and how long it still may last. */
export function pauseLimit(until: string | null, now: number): { over: boolean; text: string } | undefined {
  const end = millis(until);
  if (end === undefined) return undefined;
  const over = now > end;
  return { over, text: over ? `pasada ${clock((now - end) / 1000)}` : `quedan ${clock((end - now) / 1000)}` };
}

export function StateMenu({ station }: { station: Station }) {
  const [open, setOpen] = useState(false);
  const button = useRef<HTMLButtonElement>(null);
  const menu = useRef<HTMLDivElement>(null);
  const { reason } = station.desk.value;
  const phase = station.phase.value;
  const close = (): void => {
    setOpen(false);
    button.current?.focus();
  };
  useLayoutEffect(() => {
    if (!open) return undefined;
    menu.current?.querySelector<HTMLElement>("[role=menuitemradio]")?.focus();
    const outside = (event: PointerEvent): void => {
      if (!(event.target as Element).closest(".state-menu")) setOpen(false);
    };
    window.addEventListener("pointerdown", outside);
    return () => window.removeEventListener("pointerdown", outside);
  }, [open]);
  useEffect(
    () =>
      listenForShortcuts((shortcut) => {
        if (shortcut === "state" && !button.current?.disabled) setOpen((before) => !before);
      }),
    [],
  );
  const onKey = (event: KeyboardEvent): void => {
    const items = [...(menu.current?.querySelectorAll<HTMLElement>("[role=menuitemradio]") ?? [])];
    const here = items.indexOf(document.activeElement as HTMLElement);
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (event.key === "Escape" || event.key === "Tab") close();
    else if (step) items[(here + step + items.length) % items.length]?.focus();
    else if (event.key === "Home") items[0]?.focus();
    else if (event.key === "End") items.at(-1)?.focus();
    else return;
    event.preventDefault();
  };
  const choose = (choice: Choice): void => {
    close();
    void station.choose(choice.state, choice.reason);
  };
  const busy = phase === "talking" || phase === "ringing";
  const pauses = station.me.value?.pauses ?? [];
  const why = phase === "paused" ? reasonLabel(reason, pauses) : undefined;
  const limit = phase === "paused" ? pauseLimit(station.news.pauseUntil.value, tick.value) : undefined;
  return (
    <div class="state-menu">
      <button
        ref={button}
        type="button"
        class={`state-button state-${phase} ${limit?.over ? "over" : ""}`}
        aria-haspopup="menu"
        aria-expanded={open}
        aria-keyshortcuts={ariaKeys("state")}
        disabled={busy}
        onClick={() => setOpen(!open)}
      >
        <span class="dot" aria-hidden="true" />
        <span class="state-text">
          {STATE_LABELS[phase]}
          {why && <span class="state-why"> · {why}</span>}
        </span>
        {limit && <span class="state-limit figures">{limit.text}</span>}
        <Icon name="chevron" size={16} />
      </button>
      {open && (
        <div ref={menu} class="state-list" role="menu" aria-label="Cambiar de estado" onKeyDown={onKey}>
          {choicesOf(pauses).map((choice) => (
            <button
              key={choice.label}
              type="button"
              role="menuitemradio"
              tabIndex={-1}
              aria-checked={phase === choice.state && (choice.reason ?? null) === reason}
              class={`state-choice state-${choice.state}`}
              onClick={() => choose(choice)}
            >
              <span class="dot" aria-hidden="true" />
              {choice.state === "paused" ? `Pausa: ${choice.label.toLowerCase()}` : choice.label}
            </button>
          ))}
        </div>
      )}
    </div>
  );
}
