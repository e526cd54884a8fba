// A page that looks again and again: what it shows changes without it.

import { useEffect } from "preact/hooks";

/** Looks at once, whenever one of `of` changes, and each `everyMs` while the page is open. */
export function useLooking(look: () => void, everyMs: number, of: readonly unknown[] = []): void {
  useEffect(() => {
    look();
    const again = setInterval(look, everyMs);
    return () => clearInterval(again);
  }, of);
}
