// Walking through a list by the arrows.

/** Moves the focus among the elements of `selector` below the event's list. */
export function walk(event: KeyboardEvent, selector: string): void {
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  const list = event.currentTarget as HTMLElement;
  const rows = [...list.querySelectorAll<HTMLElement>(selector)];
  if (!step || rows.length === 0 || (event.target as Element).matches("input, select, textarea")) return;
  const here = rows.findIndex((row) => row.contains(document.activeElement));
  rows[(here + step + rows.length) % rows.length]?.focus();
  event.preventDefault();
}
