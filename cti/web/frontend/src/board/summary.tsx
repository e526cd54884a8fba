// What a screen reader says of the board: now and then, not with every change.

import { useEffect, useRef, useState } from "preact/hooks";

import { clock, millis } from "../format/time";
import type { BoardMessage } from "../model/board";
import { percentage } from "../model/figures";
import { serverNow } from "../web/server_clock";

const BETWEEN_MS = 30_000;

export function inWords(board: BoardMessage, now: number): string {
  const queues = Object.values(board.waiting);
  const waiting = queues.reduce((sum, { count }) => sum + count, 0);
  const starts = queues.map(({ since }) => millis(since) ?? now);
  const longest = waiting ? `; la que más, hace ${clock((now - Math.min(...starts)) / 1000)}` : "";
  const level = board.day?.together.levels[board.day.promise.variant];
  const served = level?.value == null ? "" : ` Nivel de servicio ${percentage(level.value)}.`;
  const who = waiting === 1 ? "Espera 1 persona" : `Esperan ${waiting} personas`;
  return `${who}${longest}. En el sistema ${board.in_machine}, hablando ${board.talking}.${served}`;
}

export function Summary({ board }: { board: BoardMessage }) {
  const [said, say] = useState("");
  const latest = useRef(board);
  latest.current = board;
  useEffect(() => {
    const speak = (): void => say(inWords(latest.current, serverNow()));
    speak();
    const timer = setInterval(speak, BETWEEN_MS);
    return () => clearInterval(timer);
  }, []);
  return (
    <p class="unseen" aria-live="polite">
      {said}
    </p>
  );
}
