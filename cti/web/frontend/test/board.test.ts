import assert from "node:assert/strict";
import { describe, it } from "node:test";

import { inWords } from "../src/board/summary";
import { type BoardMessage, parseBoard } from "../src/model/board";
import { percentage, span, verdict } from "../src/model/figures";
import { roof } from "../src/reports/chart";
import { callsHref } from "../src/reports/drill";
import { presets, queryOf, wantedOf } from "../src/reports/period";

const NOW = Date.parse("2026-11-22T15:00:00Z"); // a Sunday, ten in the morning in Colombia

describe("figures in words", () => {
  const shares: [number | null, string][] = [
    [0.8333, "83,3 %"],
    [1, "100 %"],
    [0, "0 %"],
    [null, "–"],
  ];
  for (const [value, text] of shares) it(text, () => assert.equal(percentage(value), text));

  const spans: [number | null, string][] = [
    [0, "0 s"],
    [26.4, "26 s"],
    [99, "99 s"],
    [125, "2:05"],
    [3725, "1:02:05"],
    [null, "–"],
  ];
  for (const [seconds, text] of spans) it(text, () => assert.equal(span(seconds), text));

  it("a share stands to its goal as good, near, bad or nothing", () => {
    const share = (part: number, whole: number) => ({ part, whole, value: whole ? part / whole : null });
    assert.equal(verdict(share(8, 10), 80), "good");
    assert.equal(verdict(share(7, 10), 80), "near");
    assert.equal(verdict(share(6, 10), 80), "bad");
    assert.equal(verdict(share(0, 0), 80), "none");
  });
});

describe("the periods of a report", () => {
  const rows: [string, string, string][] = [
    ["Hoy", "2026-11-22", "2026-11-22"],
    ["Ayer", "2026-11-21", "2026-11-21"],
    ["Esta semana", "2026-11-16", "2026-11-22"],
    ["Semana anterior", "2026-11-09", "2026-11-15"],
    ["Este mes", "2026-11-01", "2026-11-22"],
    ["Mes anterior", "2026-10-01", "2026-10-31"],
  ];
  for (const [name, from, to] of rows) {
    it(name, () => assert.deepEqual(presets(NOW).find((one) => one.name === name), { name, from, to }));
  }
  it("the day is Colombia's, not Greenwich's", () => {
    assert.equal(presets(Date.parse("2026-11-22T03:00:00Z"))[0]?.from, "2026-11-21");
  });
  it("an address says it, and what it doesn't say is today", () => {
    assert.deepEqual(wantedOf("?from=2026-11-01&to=2026-11-05&queue=attention", NOW), {
      from: "2026-11-01",
      to: "2026-11-05",
      queue: "attention",
    });
    assert.deepEqual(wantedOf("?from=x", NOW), { from: "2026-11-22", to: "2026-11-22", queue: "" });
    assert.equal(queryOf({ from: "2026-11-01", to: "2026-11-05", queue: "" }), "from=2026-11-01&to=2026-11-05");
  });
});

describe("a chart's axis ends at a round number", () => {
  const rows: [number, number][] = [
    [0, 4],
    [4, 4],
    [5, 6],
    [23, 30],
    [61, 80],
    [100, 100],
    [101, 200],
  ];
  for (const [most, top] of rows) it(String(most), () => assert.equal(roof(most), top));
});

describe("the calls behind a number", () => {
  it("of a queue, by what became of them", () => {
    const href = callsHref({ from: "2026-11-22", to: "2026-11-22", queue: "attention", offer: "short" });
    assert.equal(href, "/llamadas?from=2026-11-22&to=2026-11-22&offer=short&queue=attention");
  });
});

describe("a board's message", () => {
  it("is ignored where it isn't one", () => {
    for (const text of ["", "{", "null", "3", '{"type":"board"}', '{"type":"pop","seq":1,"agents":[]}']) {
      assert.equal(parseBoard(text), undefined);
    }
  });
  it("is told in words to who does not see it", () => {
    const board: BoardMessage = {
      type: "board",
      seq: 1,
      at: "2026-11-22T15:00:00Z",
      asterisk: true,
      store: true,
      in_machine: 2,
      talking: 3,
      waiting: { attention: { count: 2, since: "2026-11-22T14:58:40Z" } },
      agents: [],
      help: [],
      day: null,
    };
    assert.equal(inWords(board, NOW), "Esperan 2 personas; la que más, hace 1:20. En el sistema 2, hablando 3.");
  });
});
