// Which days, of which queue: the page's address says it, so that a report can be linked to.

import { date, today } from "../format/time";
import { serverNow } from "../web/server_clock";

export interface Wanted {
  readonly from: string;
  readonly to: string;
  readonly queue: string;
}

const DAY_MS = 86_400_000;

const moved = (day: string, days: number): string =>
  new Date(Date.parse(day) + days * DAY_MS).toISOString().slice(0, 10);

/** The periods that are asked for most, each from a first to a last day. */
export function presets(now: number): readonly { name: string; from: string; to: string }[] {
  const day = today(now);
  const weekday = (new Date(`${day}T12:00:00Z`).getUTCDay() + 6) % 7;
  const monday = moved(day, -weekday);
  const month = `${day.slice(0, 8)}01`;
  const lastOfBefore = moved(month, -1);
  return [
    { name: "Hoy", from: day, to: day },
    { name: "Ayer", from: moved(day, -1), to: moved(day, -1) },
    { name: "Esta semana", from: monday, to: day },
    { name: "Semana anterior", from: moved(monday, -7), to: moved(monday, -1) },
    { name: "Este mes", from: month, to: day },
    { name: "Mes anterior", from: `${lastOfBefore.slice(0, 8)}01`, to: lastOfBefore },
  ];
}

export const isDay = (text: string | null): text is string => /^\d{4}-\d{2}-\d{2}$/.test(text ?? "");

/** A part of a period as it is read: a day as `22 nov`, a half hour as it is. */
export const partName = (name: string): string => (isDay(name) ? date(name, serverNow()) : name);

export function wantedOf(search: string, now: number): Wanted {
  const query = new URLSearchParams(search);
  const [from, to] = [query.get("from"), query.get("to")];
  const day = today(now);
  return {
    from: isDay(from) ? from : day,
    to: isDay(to) ? to : isDay(from) && from > day ? from : day,
    queue: query.get("queue") ?? "",
  };
}

export function queryOf(wanted: Wanted): string {
  const query = new URLSearchParams({ from: wanted.from, to: wanted.to });
  if (wanted.queue) query.set("queue", wanted.queue);
  return query.toString();
}
