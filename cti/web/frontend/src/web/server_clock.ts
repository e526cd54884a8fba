// The server's time: an office computer's clock may be minutes off, waiting times must not be.

import { signal } from "@preact/signals";

let ahead = 0;

/** Takes the server's `Date` header as the truth; differences under two seconds are its rounding. */
export function learnTime(header: string | null, here: number = Date.now()): void {
  const there = header ? Date.parse(header) : Number.NaN;
  if (Number.isNaN(there)) return;
  ahead = Math.abs(there - here) < 2000 ? 0 : there - here;
}

/** Milliseconds since the epoch by the server's clock. */
export const serverNow = (): number => Date.now() + ahead;

/** The same, renewed each second: what reads it is drawn again. */
export const tick = signal(serverNow());

/** Starts the renewal; gives back what ends it. */
export function startTicking(): () => void {
  const timer = setInterval(() => {
    tick.value = serverNow();
  }, 1000);
  return () => clearInterval(timer);
}
