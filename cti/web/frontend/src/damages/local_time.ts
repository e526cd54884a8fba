// Moments as the browser's date-and-time fields hold them, in Colombia's time (UTC-5, no summer time).

const OFFSET_MS = 5 * 3_600_000;

/** `2026-11-22T15:00:00Z` as a field shows it: `2026-11-22T10:00`. */
export function toField(iso: string | null): string {
  return iso ? new Date(Date.parse(iso) - OFFSET_MS).toISOString().slice(0, 16) : "";
}

/** The moment that a field holds; null for an empty one. */
export function ofField(text: string): string | null {
  return text ? `${text}:00-05:00` : null;
}
