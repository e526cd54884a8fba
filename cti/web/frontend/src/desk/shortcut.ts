// The desk's keys, all of them, once: what listens and what is shown both read this table.
// Function keys and Alt with a letter, because letters alone belong to notes and screen readers.

interface Keys {
  /** As `KeyboardEvent.key` has it; with `alt` the letter of the key, whatever it types. */
  readonly key: string;
  readonly alt?: true;
  /** Does the same where nobody is writing. */
  readonly or?: string;
  readonly label: string;
  /** What it does, as the list of keys says it. */
  readonly what: string;
}

const table = <Name extends string>(keys: Readonly<Record<Name, Keys>>) => keys;

export const SHORTCUTS = table({
  answer: { key: "F2", label: "F2", what: "Contestar" },
  hold: { key: "F4", label: "F4", what: "Retener o retomar la llamada" },
  mute: { key: "F8", label: "F8", what: "Silenciar o abrir el micrófono" },
  hangUp: { key: "F9", label: "F9", what: "Colgar" },
  transfer: { key: "F6", label: "F6", what: "Pasar la llamada; en una consulta, pasarla a quien consultó" },
  together: { key: "U", alt: true, label: "Alt + U", what: "Unir a los tres: usted, su colega y quien llama" },
  takeBack: { key: "V", alt: true, label: "Alt + V", what: "Volver con quien llama, en una consulta" },
  actions: { key: "Q", alt: true, label: "Alt + Q", what: "Ir a «Qué hacer»; allí, flechas o el número" },
  supervisor: { key: "F7", label: "F7", what: "Pedir ayuda al supervisor, o retirar la petición" },
  moreTime: { key: "T", alt: true, label: "Alt + T", what: "Más tiempo para cerrar, una vez" },
  state: { key: "S", alt: true, label: "Alt + S", what: "Cambiar de estado" },
  tasks: { key: "A", alt: true, label: "Alt + A", what: "Ver sus tareas" },
  missed: { key: "C", alt: true, label: "Alt + C", what: "Ver las llamadas por devolver" },
  wordings: { key: "B", alt: true, label: "Alt + B", what: "Buscar qué dice la línea" },
  keys: { key: "F1", or: "?", label: "F1 o ?", what: "Ver estos atajos" },
});

export type Shortcut = keyof typeof SHORTCUTS;

/** Keys that mean something in one place alone. */
export const PLACE_KEYS = [
  { label: "Ctrl + Intro", what: "Guardar el cierre" },
  { label: "↑ ↓", what: "Recorrer una lista" },
  { label: "Intro", what: "Escoger; abrir un grupo; llamar" },
  { label: "→", what: "Abrir un grupo de resultados" },
  { label: "← o Retroceso", what: "Volver al grupo de arriba" },
  { label: "Esc", what: "Borrar lo escrito; cerrar lo abierto" },
] as const;

const WRITING = "input, textarea, select, [contenteditable]";

function shortcutOf(event: KeyboardEvent): Shortcut | undefined {
  if (event.ctrlKey || event.metaKey) return undefined;
  const names = Object.keys(SHORTCUTS) as Shortcut[];
  return names.find((name) => {
    const { key, alt, or }: Keys = SHORTCUTS[name];
    if (alt) return event.altKey && !event.shiftKey && event.code === `Key${key}`;
    if (event.altKey) return false;
    if (event.key === key) return !event.shiftKey;
    return or === event.key && !(event.target as Element | null)?.closest?.(WRITING);
  });
}

/** Calls `run` for each shortcut pressed; gives back what ends it. */
export function listenForShortcuts(run: (shortcut: Shortcut) => void): () => void {
  const onKey = (event: KeyboardEvent): void => {
    const shortcut = shortcutOf(event);
    if (!shortcut) return;
    event.preventDefault();
    if (!event.repeat) run(shortcut);
  };
  window.addEventListener("keydown", onKey);
  return () => window.removeEventListener("keydown", onKey);
}

/** For `aria-keyshortcuts`. */
export const ariaKeys = (name: Shortcut): string => {
  const { key, alt }: Keys = SHORTCUTS[name];
  return alt ? `Alt+${key}` : key;
};
