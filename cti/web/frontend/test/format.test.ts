import assert from "node:assert/strict";
import { describe, it } from "node:test";

import { money } from "../src/format/money";
import { telephone } from "../src/format/telephone";
import { clock, date, daysUntil, dayOrTime, length, millis, term } from "../src/format/time";

const NOW = Date.parse("2025-11-22T15:00:00Z");
const bare = (text: string): string => text.replace(/[\u00a0\u202f]/g, " ");

function table<T>(name: string, show: (value: T) => unknown, rows: [T, unknown][]): void {
  void describe(name, () => {
    for (const [value, expected] of rows) {
      void it(`${JSON.stringify(value)} → ${JSON.stringify(expected)}`, () => {
        assert.equal(show(value), expected);
      });
    }
  });
}

table("money", (amount: number) => bare(money(amount)), [
  [0, "$ 0"],
  [128_350, "$ 128.350"],
  [1_000_000, "$ 1.000.000"],
  [999_999_999, "$ 999.999.999"],
]);

table("telephone", telephone, [
  ["+573151234567", "315 123 4567"],
  ["6085550100", "608 555 0100"],
  ["+14155550100", "+14155550100"],
  ["123", "123"],
]);

table("clock", clock, [
  [-3, "0:00"],
  [0, "0:00"],
  [59.9, "0:59"],
  [725, "12:05"],
  [3729, "1:02:09"],
]);

table("length", length, [
  [45, "45 s"],
  [60, "1 min"],
  [342, "6 min"],
  [3600, "1 h"],
  [4320, "1 h 12 min"],
]);

table("a day", (iso: string) => date(iso, NOW), [
  ["2025-11-30", "30 nov"],
  ["2024-12-31", "31 dic 2024"],
  ["2025-11-23T03:00:00Z", "22 nov"],
]);

table("days in Colombia", (iso: string) => daysUntil(iso, NOW), [
  ["2025-11-22", 0],
  ["2025-11-23T04:59:00Z", 0],
  ["2025-11-23T05:00:00Z", 1],
  ["2025-11-19", -3],
]);

table("term", (iso: string) => term(iso, NOW), [
  ["2025-11-22", "vence hoy"],
  ["2025-11-23", "vence mañana"],
  ["2025-12-02", "vence en 10 días"],
  ["2025-11-21", "venció ayer"],
  ["2025-11-12", "venció hace 10 días"],
]);

table("today the hour, else the day", (iso: string) => bare(dayOrTime(iso, NOW)), [
  ["2025-11-22T13:05:00Z", "8:05 a. m."],
  ["2025-11-03T13:05:00Z", "3 nov"],
]);

table("an instant that may be missing", millis, [
  [null, undefined],
  ["nada", undefined],
  ["2025-11-22T15:00:00Z", NOW],
]);
