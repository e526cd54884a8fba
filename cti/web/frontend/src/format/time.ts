// Instants and lengths of time as staff read them, in Colombia's time.

const ZONE = "America/Bogota";
const DAY_MS = 86_400_000;

const day = new Intl.DateTimeFormat("es-CO", { day: "numeric", month: "short", timeZone: ZONE });
const dayAndYear = new Intl.DateTimeFormat("es-CO", {
  day: "numeric",
  month: "short",
  year: "numeric",
  timeZone: ZONE,
});
const hour = new Intl.DateTimeFormat("es-CO", {
  hour: "numeric",
  minute: "2-digit",
  hourCycle: "h12",
  timeZone: ZONE,
});
const hourAndSecond = new Intl.DateTimeFormat("es-CO", {
  hour: "numeric",
  minute: "2-digit",
  second: "2-digit",
  hourCycle: "h23",
  timeZone: ZONE,
});
const calendarDay = new Intl.DateTimeFormat("en-CA", {
  year: "numeric",
  month: "2-digit",
  day: "2-digit",
  timeZone: ZONE,
});

/** The day in Colombia, `2026-11-22`. */
export const today = (now: number): string => calendarDay.format(now);

/** A date without an hour (`2025-11-30`) is that day in Colombia, not midnight in Greenwich. */
function instant(iso: string): Date {
  return new Date(/^\d{4}-\d{2}-\d{2}$/.test(iso) ? `${iso}T12:00:00-05:00` : iso);
}

const plain = (text: string): string => text.replace(/ de /g, " ").replace(/\./g, "");

/** `22 nov`, with the year where it isn't this one. */
export function date(iso: string, now: number): string {
  const at = instant(iso);
  const sameYear = calendarDay.format(at).slice(0, 4) === calendarDay.format(now).slice(0, 4);
  return plain((sameYear ? day : dayAndYear).format(at));
}

/** `3:42 p. m.` */
export const time = (iso: string): string => hour.format(instant(iso));

/** `22 nov, 3:42 p. m.` */
export const moment = (iso: string, now: number): string => `${date(iso, now)}, ${time(iso)}`;

/** `15:42:07`: for the steps of a path. */
export const timeWithSeconds = (iso: string): string => hourAndSecond.format(instant(iso));

/** Today only the hour, another day only the date. */
export function dayOrTime(iso: string, now: number): string {
  return daysUntil(iso, now) === 0 ? time(iso) : date(iso, now);
}

/** Whole calendar days in Colombia from `now` to `iso`; negative when past. */
export function daysUntil(iso: string, now: number): number {
  const start = Date.parse(calendarDay.format(now));
  const end = Date.parse(calendarDay.format(instant(iso)));
  return Math.round((end - start) / DAY_MS);
}

/** `vence hoy`, `vence en 3 días`, `venció hace 1 día`. */
export function term(iso: string, now: number): string {
  const days = daysUntil(iso, now);
  if (days === 0) return "vence hoy";
  if (days === 1) return "vence mañana";
  if (days > 1) return `vence en ${days} días`;
  return days === -1 ? "venció ayer" : `venció hace ${-days} días`;
}

/** A running clock: `0:42`, `12:05`, `1:02:09`. Never negative. */
export function clock(seconds: number): string {
  const whole = Math.max(0, Math.floor(seconds));
  const two = (value: number): string => String(value).padStart(2, "0");
  const hours = Math.floor(whole / 3600);
  const minutes = Math.floor((whole % 3600) / 60);
  if (hours > 0) return `${hours}:${two(minutes)}:${two(whole % 60)}`;
  return `${minutes}:${two(whole % 60)}`;
}

/** A length of time in words: `45 s`, `3 min`, `1 h 12 min`. */
export function length(seconds: number): string {
  const whole = Math.max(0, Math.round(seconds));
  if (whole < 60) return `${whole} s`;
  const minutes = Math.round(whole / 60);
  if (minutes < 60) return `${minutes} min`;
  const rest = minutes % 60;
  return rest ? `${Math.floor(minutes / 60)} h ${rest} min` : `${minutes / 60} h`;
}

/** Milliseconds since the epoch; undefined for no date or one that can't be read. */
export function millis(iso: string | null | undefined): number | undefined {
  const value = iso ? instant(iso).getTime() : Number.NaN;
  return Number.isNaN(value) ? undefined : value;
}
