// The desk's keys: function keys, because letters belong to the note and to screen readers.

export const SHORTCUTS = {
  answer: { key: "F2", label: "F2" },
  hold: { key: "F4", label: "F4" },
  mute: { key: "F8", label: "F8" },
  hangUp: { key: "F9", label: "F9" },
} as const;

export type Shortcut = keyof typeof SHORTCUTS;

/** Calls `run` for each shortcut pressed without other modifiers; gives back what ends it. */
export function listenForShortcuts(run: (shortcut: Shortcut) => void): () => void {
  const byKey = new Map<string, Shortcut>(
    (Object.keys(SHORTCUTS) as Shortcut[]).map((name) => [SHORTCUTS[name].key, name]),
  );
  const onKey = (event: KeyboardEvent): void => {
    const shortcut = byKey.get(event.key);
    if (!shortcut || event.ctrlKey || event.altKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    if (!event.repeat) run(shortcut);
  };
  window.addEventListener("keydown", onKey);
  return () => window.removeEventListener("keydown", onKey);
}
