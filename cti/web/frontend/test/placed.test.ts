import assert from "node:assert/strict";
import { describe, it } from "node:test";

import type { Card } from "../src/model/card";
import { type Desk, EMPTY_DESK, fold } from "../src/model/desk";
import type { Message } from "../src/model/message";
import { phaseOf } from "../src/model/phase";

const CALL = "call-1";
type Told<T = Message> = T extends Message ? Omit<T, "seq"> : never;
const card = (placed: Card["placed"]): Card => ({ call_id: CALL, placed, path: [] }) as unknown as Card;
const told = (...messages: Told[]): Desk =>
  messages.reduce<Desk>((desk, message) => fold(desk, { ...message, seq: 0 } as Message, 1000), EMPTY_DESK);

const POP: Told = { type: "pop", call: card(null) };
const PLACED: Told = { type: "pop", call: card({ reached_at: null, why: null }) };
const ANSWERED: Told = { type: "answered", call_id: CALL, at: "2026-11-22T15:00:00Z" };
const ENDED: Told = { type: "ended", call_id: CALL, at: "2026-11-22T15:05:00Z", wrap_up_until: null };

describe("the phase of a telephone beside the browser", () => {
  const rows: [string, Told[], string][] = [
    ["rings", [POP], "ringing"],
    ["talks once the server says so", [POP, ANSWERED], "talking"],
    ["wraps up", [POP, ANSWERED, ENDED], "wrap_up"],
    ["is about to call somebody", [PLACED], "talking"],
  ];
  for (const [name, messages, phase] of rows) {
    it(name, () => assert.equal(phaseOf(told(...messages), undefined, true), phase));
  }

  it("is the browser's own where that is the telephone: what is answered and gone wraps up", () =>
    assert.equal(phaseOf(told(POP, ANSWERED), undefined), "wrap_up"));
});

describe("a call that the agent placed", () => {
  it("knows when the person picked up", () => {
    const desk = told(PLACED, ANSWERED, { type: "reached", call_id: CALL, at: "2026-11-22T15:00:09Z" });
    assert.deepEqual(desk.card?.placed, { reached_at: "2026-11-22T15:00:09Z", why: null });
  });

  it("knows why they did not, and of no other call", () => {
    const desk = told(PLACED, ANSWERED, { type: "not_reached", call_id: CALL, why: "busy" });
    assert.equal(desk.card?.placed?.why, "busy");
    assert.equal(told(PLACED, { type: "not_reached", call_id: "other", why: "busy" }).card?.placed?.why, null);
  });
});
