import { useEffect } from "preact/hooks";

const KEYS = ["1", "2", "3", "4", "5", "6", "7", "8", "9", "*", "0", "#"] as const;
const LETTERS: Readonly<Record<string, string>> = {
  "2": "ABC",
  "3": "DEF",
  "4": "GHI",
  "5": "JKL",
  "6": "MNO",
  "7": "PQRS",
  "8": "TUV",
  "9": "WXYZ",
};
const NAMES: Readonly<Record<string, string>> = { "*": "asterisco", "#": "numeral" };

const isKey = (key: string): boolean => (KEYS as readonly string[]).includes(key);

/** Twelve keys for the mouse; the keyboard's own digits, * and # work while nothing is typed into. */
export function Keypad({ press, disabled }: { press: (key: string) => void; disabled: boolean }) {
  useEffect(() => {
    if (disabled) return undefined;
    const onKey = (event: KeyboardEvent): void => {
      const typing = (event.target as Element | null)?.closest?.("input, textarea, select");
      if (typing || event.ctrlKey || event.altKey || event.metaKey || !isKey(event.key)) return;
      event.preventDefault();
      if (!event.repeat) press(event.key);
    };
    window.addEventListener("keydown", onKey);
    return () => window.removeEventListener("keydown", onKey);
  }, [press, disabled]);
  return (
    <div class="keypad" role="group" aria-label="Teclado">
      {KEYS.map((key) => (
        <button
          key={key}
          type="button"
          class="key"
          disabled={disabled}
          aria-label={NAMES[key] ?? key}
          data-letters={LETTERS[key] ?? ""}
          onClick={() => press(key)}
        >
          <span class="figures">{key}</span>
        </button>
      ))}
    </div>
  );
}
