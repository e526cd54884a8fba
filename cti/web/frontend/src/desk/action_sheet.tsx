// The sheet in which something is done for the caller: over the card, beside telephone and wrap-up.

import type { ComponentChildren } from "preact";
import { useLayoutEffect, useRef } from "preact/hooks";

const FIRST = "input, select, textarea, button:not(.action-close)";

interface Props {
  readonly title: string;
  /** What there is to fill in is there: the first of it takes the focus. */
  readonly ready: boolean;
  /** The call has gone from the screen meanwhile; the sheet is still about it. */
  readonly past: boolean;
  readonly close: () => void;
  readonly children: ComponentChildren;
}

export function ActionSheet({ title, ready, past, close, children }: Props) {
  const sheet = useRef<HTMLElement>(null);
  useLayoutEffect(() => {
    const before = document.activeElement;
    return () => {
      if (before instanceof HTMLElement && before.isConnected) before.focus();
    };
  }, []);
  useLayoutEffect(() => {
    const first = ready && sheet.current?.querySelector<HTMLElement>(`.action-body :is(${FIRST})`);
    (first || sheet.current?.querySelector<HTMLElement>("h2"))?.focus();
  }, [ready]);
  const onKey = (event: KeyboardEvent): void => {
    if (event.key !== "Escape") return;
    event.preventDefault();
    close();
  };
  return (
    <section
      class="action-sheet"
      role="dialog"
      aria-labelledby="action-title"
      ref={sheet}
      onKeyDown={onKey}
    >
      <header class="action-head">
        <h2 id="action-title" tabIndex={-1}>
          {title}
        </h2>
        <button type="button" class="plain-button action-close" aria-keyshortcuts="Escape" onClick={close}>
          Cerrar <kbd aria-hidden="true">Esc</kbd>
        </button>
      </header>
      {past && <p class="notice">Esto es de la llamada anterior.</p>}
      <div class="action-body">{children}</div>
    </section>
  );
}
