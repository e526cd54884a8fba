import assert from "node:assert/strict";
import { describe, it } from "node:test";

import { known } from "../src/desk/account_sheet";
import { messageName } from "../src/desk/message_sheet";
import { pesosOf } from "../src/desk/promise_sheet";
import { proofs } from "../src/desk/reason_panel";
import type { Card, PathStep } from "../src/model/card";
import { EMPTY_DESK, fold } from "../src/model/desk";

const step = (kind: string, label: string): PathStep => ({ at: "2026-11-22T15:00:00Z", kind, label, heard: null });

const card = (changes: Partial<Card> = {}): Card => ({
  call_id: "call-1",
  queue: "attention",
  waiting_since: null,
  caller: { number: null, masked: "", withheld: true },
  match: "likely",
  identity_level: 0,
  reason: null,
  intent: null,
  candidates: [{ number: "200", address: "Calle 2" }],
  invoices: [],
  overdue: { count: 0, total: 0 },
  cases: [],
  damages: [],
  outages: [],
  calls: [],
  path: [],
  ...changes,
});

describe("a card that is read anew", () => {
  const talking = fold(
    fold(EMPTY_DESK, { type: "pop", seq: 0, call: card({ path: [step("said", "Saludo")] }) }, 0),
    { type: "answered", seq: 0, call_id: "call-1", at: "2026-11-22T15:00:09Z" },
    0,
  );

  it("takes the place of the one before and leaves the call as it is", () => {
    const renewed = card({ match: "certain", path: [step("account_chosen", "Ana eligió la cuenta 200")] });
    const desk = fold(talking, { type: "card", seq: 0, call: renewed }, 0);
    assert.equal(desk.card?.match, "certain");
    assert.deepEqual([desk.state, desk.answeredAt], ["talking", "2026-11-22T15:00:09Z"]);
    assert.deepEqual(desk.card?.path.map(({ label }) => label).sort(), ["Ana eligió la cuenta 200", "Saludo"]);
  });

  it("of another call is none of this desk's", () => {
    const other = fold(talking, { type: "card", seq: 0, call: card({ call_id: "call-2" }) }, 0);
    assert.equal(other, talking);
  });
});

describe("what the sheets make of a card and of what is typed", () => {
  const account = {
    number: "100", holder: "Ana", address: "Calle 1", zone: null, stratum: 3, services: [], suspended_since: null,
  };
  const pesos: [string, number][] = [
    ["50000", 50000],
    ["$ 1.250.000", 1250000],
    ["1'000", 1000],
    ["nada", 0],
    ["", 0],
  ];
  for (const [typed, amount] of pesos) {
    it(`reads «${typed}» as ${amount} pesos`, () => assert.equal(pesosOf(typed), amount));
  }

  it("offers the account of the card first, then the telephone's others", () => {
    assert.deepEqual(known(card({ account })).map(({ number }) => number), ["100", "200"]);
    assert.deepEqual(known(card()).map(({ number }) => number), ["200"]);
  });

  it("says what was proven, each once", () => {
    const path = [step("verified", "Segundo dato"), step("said", "Saldo"), step("verified", "Segundo dato")];
    assert.deepEqual(proofs([...path, step("identity_noted", "Ana verificó")]), ["Segundo dato", "Ana verificó"]);
  });

  it("calls a message by its name and what it is about", () => {
    assert.equal(messageName({ template: "estado_caso", about: "20260" }), "Cómo va el radicado 20260");
    assert.equal(messageName({ template: "otra", about: "" }), "otra");
  });
});
