import assert from "node:assert/strict";
import { describe, it } from "node:test";

import type { PhoneCall } from "../src/line/softphone";
import type { Card } from "../src/model/card";
import { type Handover, handoverText, isNews } from "../src/model/handover";
import { type Desk, EMPTY_DESK, fold, kept, wrappedUp } from "../src/model/desk";
import type { Message } from "../src/model/message";
import { comesBack, phaseOf } from "../src/model/phase";

const CALL = "call-1";
const card = (call_id = CALL): Card => ({
  call_id,
  queue: "general",
  waiting_since: null,
  caller: { number: null, masked: "", withheld: true },
  match: "unknown",
  identity_level: 0,
  reason: null,
  intent: null,
  candidates: [],
  invoices: [],
  overdue: { count: 0, total: 0 },
  cases: [],
  damages: [],
  outages: [],
  calls: [],
  path: [],
});

type Told<T = Message> = T extends Message ? Omit<T, "seq"> : never;
const told = (...messages: Told[]): Desk =>
  messages.reduce<Desk>((desk, message) => fold(desk, { ...message, seq: 0 } as Message, 1000), EMPTY_DESK);

const POP: Told = { type: "pop", call: card() };
const ANSWERED: Told = { type: "answered", call_id: CALL, at: "2025-11-22T15:00:00Z" };
const ENDED: Told = {
  type: "ended",
  call_id: CALL,
  at: "2025-11-22T15:05:00Z",
  wrap_up_until: "2025-11-22T15:06:00Z",
};
const BACK: Told = {
  type: "hello",
  state: "talking",
  call: card(),
  answered_at: "2025-11-22T15:00:00Z",
};
const FREE: Told = { type: "state", state: "available" };

const onPhone = (status: PhoneCall["status"]): PhoneCall => ({
  callId: CALL,
  direction: "incoming",
  placed: false,
  status,
  held: false,
  muted: false,
  talkingSince: undefined,
});

describe("a desk told what happens", () => {
  const rows: [string, Told[], PhoneCall | undefined, string, boolean][] = [
    ["nothing yet", [], undefined, "offline", false],
    ["available", [FREE], undefined, "available", false],
    ["popped before the phone rings", [FREE, POP], undefined, "ringing", true],
    ["ringing", [FREE, POP], onPhone("ringing"), "ringing", true],
    ["the phone rings and the server is away", [FREE], onPhone("ringing"), "ringing", false],
    ["answering", [FREE, POP], onPhone("connecting"), "talking", true],
    ["talking", [FREE, POP, ANSWERED], onPhone("talking"), "talking", true],
    ["hung up, the server still silent", [FREE, POP, ANSWERED], undefined, "wrap_up", true],
    ["wrapping up", [FREE, POP, ANSWERED, ENDED], undefined, "wrap_up", true],
    ["the time box is over", [FREE, POP, ANSWERED, ENDED, FREE], undefined, "available", false],
    [
      "the caller left",
      [FREE, POP, { type: "withdrawn", call_id: CALL, why: "caller_left" }],
      undefined,
      "available",
      false,
    ],
    [
      "another call's end changes nothing",
      [FREE, POP, { type: "ended", call_id: "other", at: "", wrap_up_until: null }],
      undefined,
      "ringing",
      true,
    ],
    [
      "a reload while ringing",
      [{ type: "hello", state: "ringing", call: card() }],
      undefined,
      "ringing",
      true,
    ],
    [
      "a reload in a wrap-up",
      [{ type: "hello", state: "wrap_up", until: "2025-11-22T15:06:00Z", call: card() }],
      undefined,
      "wrap_up",
      true,
    ],
    [
      "a reload while talking: the caller is kept on the line",
      [BACK],
      undefined,
      "talking",
      true,
    ],
    ["the caller is there again", [BACK, ANSWERED], onPhone("talking"), "talking", true],
    ["hung up after the reload", [BACK, ANSWERED], undefined, "wrap_up", true],
    ["the caller did not wait", [BACK, ENDED], undefined, "wrap_up", true],
    ["the server is back in mid-talk", [FREE, POP, ANSWERED, BACK], onPhone("talking"), "talking", true],
    ["… and then hung up, the server still silent", [FREE, POP, ANSWERED, BACK], undefined, "wrap_up", true],
    [
      "the reload took too long",
      [BACK, { type: "withdrawn", call_id: CALL, why: "back_to_queue" }, FREE],
      undefined,
      "available",
      false,
    ],
  ];
  for (const [name, messages, call, phase, hasCard] of rows) {
    it(name, () => {
      const desk = told(...messages);
      assert.equal(phaseOf(desk, call), phase);
      assert.equal(desk.card !== undefined, hasCard);
    });
  }

  const returns: [string, Told[], PhoneCall | undefined, boolean][] = [
    ["the call of a talk that was cut off", [BACK], onPhone("ringing"), true],
    ["in a page that stayed open, too", [POP, ANSWERED], onPhone("ringing"), true],
    ["once answered it is left alone", [BACK], onPhone("connecting"), false],
    ["a call that rings for the first time", [POP], onPhone("ringing"), false],
    ["another caller", [BACK], { ...onPhone("ringing"), callId: "other" }, false],
    ["a talk that is over", [POP, ANSWERED, ENDED], onPhone("ringing"), false],
    ["nothing rings", [BACK], undefined, false],
  ];
  for (const [name, messages, call, expected] of returns) {
    it(`answers by itself: ${name}`, () => assert.equal(comesBack(told(...messages), call), expected));
  }

  it("says why a call went away until the next one", () => {
    const gone = told(POP, { type: "withdrawn", call_id: CALL, why: "caller_left" }, FREE);
    assert.equal(gone.withdrawn, "caller_left");
    assert.equal(fold(gone, { ...POP, seq: 1 } as Message, 0).withdrawn, undefined);
  });

  it("keeps each step of the path once, in order", () => {
    const step = (at: string) => ({ at, kind: "said", label: at, heard: null });
    const first: Told = { type: "path", call_id: CALL, steps: [step("10:02"), step("10:01")] };
    const again: Told = { type: "path", call_id: CALL, steps: [step("10:02"), step("10:03")] };
    const labels = told(POP, first, again).card?.path.map(({ label }) => label);
    assert.deepEqual(labels, ["10:01", "10:02", "10:03"]);
  });

  it("keeps an unsaved wrap-up on screen after its time", () => {
    const before = told(POP, ANSWERED, ENDED);
    const after = kept(fold(before, { ...FREE, seq: 1 } as Message, 2000), before);
    assert.equal(phaseOf(after, undefined), "wrap_up");
    assert.equal(wrappedUp(after, CALL, 3000).card, undefined);
    assert.equal(wrappedUp(after, CALL, 3000).state, "available");
  });
});

describe("the billing system", () => {
  const invoice = { period: "2025-11-01", total: 45000, due: "2025-12-14", paid_at: null, state: "pending" };
  const live: Told = {
    type: "billing",
    call_id: CALL,
    billing: "live",
    invoices: [invoice],
    overdue: { count: 1, total: 45000 },
  };

  it("tells its figures after the pop", () => {
    const desk = told(FREE, POP, live);
    assert.equal(desk.card?.billing, "live");
    assert.deepEqual(desk.card?.invoices, [invoice]);
    assert.equal(desk.card?.overdue.total, 45000);
  });

  it("leaves what was imported when it does not answer", () => {
    const desk = told(FREE, POP, live, { type: "billing", call_id: CALL, billing: "unavailable" });
    assert.equal(desk.card?.billing, "unavailable");
    assert.deepEqual(desk.card?.invoices, [invoice]);
  });

  it("says nothing of another call", () => {
    assert.equal(told(FREE, POP, { ...live, call_id: "other" }).card?.billing, undefined);
  });
});

describe("a call that is handed on", () => {
  const handed = (part: Partial<Handover> = {}): Told => ({
    type: "handover",
    handover: {
      call_id: CALL,
      kind: "consultation",
      part: "to",
      stage: "ringing",
      by: "Ana",
      to: "Beto",
      note: "",
      why: null,
      ...part,
    },
  });

  it("is told before its card and stays with it", () => {
    assert.equal(told(FREE, handed(), POP).handover?.by, "Ana");
    assert.equal(told(FREE, handed({ call_id: "other" }), POP).handover, undefined);
  });

  it("is over with the talk", () => {
    assert.equal(told(POP, ANSWERED, handed(), ENDED).handover, undefined);
  });

  const rows: [string, Partial<Handover>, string][] = [
    ["who is asked, while it rings", {}, "Ana quiere consultarle."],
    ["who is asked, and answers", { stage: "talking" }, "Ana le consulta; quien llama espera."],
    ["who takes it over", { stage: "over", why: "taken" }, "Ahora la llamada es suya."],
    ["who gets it unasked", { kind: "transfer" }, "Ana le pasa esta llamada."],
    ["who asks", { part: "by" }, "Llamando a Beto; quien llama espera con música."],
    ["whose colleague does not answer", { part: "by", stage: "over", why: "no_answer" }, "Beto no contestó."],
    [
      "to whom it comes back",
      { part: "by", kind: "transfer", stage: "back", why: "busy" },
      "Beto no puede atender ahora. La llamada vuelve a usted.",
    ],
    ["all three", { part: "by", stage: "conference" }, "Hablan los tres: usted, Beto y quien llama."],
    ["the caller is gone", { stage: "caller_left" }, "Quien llamaba colgó."],
  ];
  for (const [name, part, text] of rows) {
    it(`says to ${name}: ${text}`, () => {
      const { handover } = told(POP, handed(part));
      assert.ok(handover);
      assert.equal(handoverText(handover), text);
      assert.equal(isNews(handover, 1000), true);
      assert.equal(isNews(handover, 60_000), handover.stage !== "over");
    });
  }
});
