import assert from "node:assert/strict";
import { describe, it } from "node:test";

import { entriesOf } from "../src/desk/filed_list";
import { OwnNews } from "../src/desk/own_news";
import { PLACE_KEYS, SHORTCUTS } from "../src/desk/shortcut";
import { pauseLimit } from "../src/desk/state_menu";
import { helpWords } from "../src/desk/supervisor_call";
import type { Disposition } from "../src/model/agent";
import { level, narrowed } from "../src/model/disposition_tree";
import type { Message } from "../src/model/message";
import { dueChoices, isDue, type Task, taskWish } from "../src/model/task";
import { found } from "../src/model/words";

const result = (code: string, label: string, ...path: string[]): Disposition => ({
  code,
  label,
  path,
  group: path.join(" › "),
});

const ALL = [
  result("a", "Daño reportado", "Daños"),
  result("b", "Acuerdo de pago", "Pagos"),
  result("c", "Pago no aplicado", "Pagos"),
  result("d", "Consumo alto", "Factura", "Inconformidad"),
  result("e", "Duplicado", "Factura"),
];

describe("the tree of results", () => {
  const names = (path: string[]): string[] =>
    level(ALL, path).map((one) => (one.kind === "group" ? `${one.label} ${one.count}` : one.result.code));
  it("begins with its groups", () => assert.deepEqual(names([]), ["Daños 1", "Pagos 2", "Factura 2"]));
  it("has results and groups on a level", () => assert.deepEqual(names(["Factura"]), ["Inconformidad 1", "e"]));
  it("ends in results", () => assert.deepEqual(names(["Factura", "Inconformidad"]), ["d"]));
  it("has nothing beyond", () => assert.deepEqual(names(["Nada"]), []));

  const rows: [string, string][] = [
    ["", "abcde"],
    ["dano", "a"],
    ["PAGO", "bc"],
    ["pagos acu", "b"],
    ["factura", "de"],
    ["inconf alto", "d"],
    ["xyz", ""],
  ];
  for (const [typed, codes] of rows) {
    it(`«${typed}» on every level`, () => {
      assert.equal(narrowed(ALL, typed).map(({ code }) => code).join(""), codes);
    });
  }
});

describe("words find what holds them all, whatever the accents", () => {
  const texts = ["Para reconexión, marque dos", "El valor a pagar", "Menú principal"];
  const rows: [string, number[]][] = [
    ["reconexion marque", [0]],
    ["MENÚ", [2]],
    ["a", [0, 1, 2]],
    ["  ", [0, 1, 2]],
    ["valor reconexión", []],
  ];
  for (const [typed, places] of rows) {
    it(`«${typed}»`, () => {
      const all = texts.map((text, place) => ({ text, place }));
      assert.deepEqual(found(all, typed, ({ text }) => text).map(({ place }) => place), places);
    });
  }
});

describe("a task", () => {
  const now = Date.parse("2026-11-22T15:00:00Z"); // ten in the morning in Bogotá
  it("is offered for moments to come", () => {
    assert.deepEqual(
      dueChoices(now).map(({ due }) => due),
      ["2026-11-22T11:00", "2026-11-22T16:00", "2026-11-23T08:00", "2026-11-25T08:00", "2026-11-29T08:00"],
    );
    const evening = dueChoices(Date.parse("2026-11-22T23:00:00Z"));
    assert.equal(evening.some(({ label }) => label.startsWith("Hoy")), false);
  });
  const draft = { what: " Llamar ", due: "2026-11-23T08:00", whom: "me" };
  it("is for oneself, a colleague or a queue", () => {
    const due_at = "2026-11-23T08:00:00-05:00";
    assert.deepEqual(taskWish(draft), { what: "Llamar", due_at });
    assert.deepEqual(taskWish({ ...draft, whom: "agent:7" }), { what: "Llamar", due_at, agent_id: 7 });
    assert.deepEqual(taskWish({ ...draft, whom: "queue:cartera" }), { what: "Llamar", due_at, queue: "cartera" });
  });
  it("is none without words or moment", () => {
    assert.equal(taskWish(undefined), undefined);
    assert.equal(taskWish({ ...draft, what: " " }), undefined);
    assert.equal(taskWish({ ...draft, due: "" }), undefined);
  });
  it("is due from its moment on", () => {
    const task = { due_at: "2026-11-22T15:00:00Z" } as Task;
    assert.equal(isDue(task, now), true);
    assert.equal(isDue(task, now - 1), false);
  });
});

describe("what the server tells an agent beside the call", () => {
  const told = (...messages: object[]): OwnNews => {
    const news = new OwnNews();
    for (const message of messages) news.take({ seq: 0, ...message } as Message);
    return news;
  };
  it("a pause has an end while it lasts", () => {
    const paused = { type: "state", state: "paused", reason: "lunch", until: "2026-11-22T16:00:00Z" };
    assert.equal(told(paused).pauseUntil.value, "2026-11-22T16:00:00Z");
    assert.equal(told(paused, { type: "state", state: "available" }).pauseUntil.value, null);
    const wrapUp = { type: "state", state: "wrap_up", until: "2026-11-22T16:00:00Z" };
    assert.equal(told(wrapUp).pauseUntil.value, null);
  });
  it("more time is had once for each call", () => {
    const prolonged = { type: "state", state: "wrap_up", until: "x", prolonged: true };
    assert.equal(told(prolonged).prolonged.value, true);
    assert.equal(told(prolonged, { type: "ended", call_id: "c", at: "", wrap_up_until: "" }).prolonged.value, false);
  });
  it("who waits, the supervisor, the tasks", () => {
    const queues = { attention: { count: 2, since: "2026-11-22T15:00:00Z" } };
    const news = told({ type: "waiting", queues }, { type: "tasks" }, { type: "help", request: null });
    assert.deepEqual(news.waiting.value, queues);
    assert.equal(news.taskChanges.value, 1);
    assert.equal(news.help.value, null);
  });
});

describe("what the agent reads", () => {
  const asked = { call_id: "c", asked_at: "", by: null, coming: false, text: null };
  it("of the supervisor", () => {
    assert.match(helpWords(asked), /ya sabe/);
    assert.match(helpWords({ ...asked, by: "Sofía", coming: true, text: "Espere" }), /^Sofía ya viene/);
    assert.equal(helpWords({ ...asked, by: "Sofía", text: "Ofrézcale el acuerdo" }), "Sofía: Ofrézcale el acuerdo");
  });
  it("of a pause's limit", () => {
    const until = "2026-11-22T15:00:00Z";
    assert.equal(pauseLimit(null, 0), undefined);
    assert.deepEqual(pauseLimit(until, Date.parse(until) - 90_000), { over: false, text: "quedan 1:30" });
    assert.deepEqual(pauseLimit(until, Date.parse(until) + 5000), { over: true, text: "pasada 0:05" });
  });
  it("of what was filed in the call", () => {
    const filed = {
      cases: [{ radicado: "20261", kind: "reclamo" }],
      damages: [{ ticket: "71", kind: "fuga_en_anden" }],
      promises: [{ amount: 120_000, due_on: "2026-11-30" }],
      callbacks: [{ state: "waiting", requested_at: "2026-11-22T15:00:00Z" }],
      tasks: [{ what: "Llamar", due_at: "2026-11-23T13:00:00Z" }],
    };
    const texts = entriesOf(filed, Date.parse("2026-11-22T15:00:00Z")).map(({ text }) => text);
    assert.equal(texts[0], "Reclamo 20261");
    assert.equal(texts[1], "Daño 71: fuga en anden");
    assert.match(texts[2] ?? "", /120\.000 para el 30 nov/);
    assert.equal(texts.length, 5);
  });
});

describe("the keys", () => {
  const all = Object.values(SHORTCUTS);
  it("are each of one thing alone", () => {
    const pressed = all.map(({ key, ...rest }) => `${"alt" in rest ? "Alt " : ""}${key}`);
    assert.equal(new Set(pressed).size, all.length);
  });
  it("are told with what they do", () => {
    for (const { label, what } of [...all, ...PLACE_KEYS]) assert.ok(label && what);
  });
});
