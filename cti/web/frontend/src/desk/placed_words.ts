// What a call that the agent placed is doing, and one on a telephone beside the browser.

import { clock, millis } from "../format/time";
import type { Card } from "../model/card";
import type { Station } from "./station";

export interface Happening {
  readonly word: string;
  readonly timer: string;
  readonly timerLabel: string;
}

const NOT_REACHED: Readonly<Record<string, string>> = {
  busy: "Está ocupado",
  noanswer: "No contestó",
};

/** A talk whose words are not the browser's telephone's; undefined for any other. */
export function otherTalk(station: Station, now: number): Happening | undefined {
  const { card, answeredAt } = station.desk.value;
  const since = (from: string | null | undefined): string => clock((now - (millis(from) ?? now)) / 1000);
  if (card?.placed) return placedTalk(card.placed, answeredAt, station, since);
  if (!station.handset.value) return undefined;
  return { word: "En llamada", timer: since(answeredAt), timerLabel: "hablando" };
}

function placedTalk(
  placed: NonNullable<Card["placed"]>,
  answeredAt: string | undefined,
  station: Station,
  since: (from: string | null | undefined) => string,
): Happening | undefined {
  if (placed.why) {
    const word = NOT_REACHED[placed.why] ?? "No se pudo comunicar";
    return { word, timer: since(answeredAt), timerLabel: "se termina sola" };
  }
  if (!answeredAt && station.handset.value) {
    return { word: "Conteste en su teléfono", timer: "0:00", timerLabel: "para llamar" };
  }
  if (!placed.reached_at) return { word: "Llamando…", timer: since(answeredAt), timerLabel: "timbrando" };
  if (!station.handset.value) return undefined;
  return { word: "En llamada", timer: since(placed.reached_at), timerLabel: "hablando" };
}
