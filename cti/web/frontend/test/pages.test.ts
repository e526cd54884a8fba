import assert from "node:assert/strict";
import { describe, it } from "node:test";

import { connectionTrouble } from "../src/desk/banner";
import { shownSteps } from "../src/desk/reason_panel";
import { parseMessage } from "../src/model/message";
import { outcome, plainCode } from "../src/model/vocabulary";
import { identityHeaders, typedNumber } from "../src/phone/identity";
import { destination } from "../src/web/destination";

describe("the identity that a demonstration call shows", () => {
  const rows: [string, string | undefined][] = [
    ["315 123 4567", "3151234567"],
    ["+57 (315) 123-4567", "+573151234567"],
    ["12", undefined],
    ["abc", undefined],
    ["315\r\nVia: x", undefined],
  ];
  for (const [text, number] of rows) {
    it(JSON.stringify(text), () => assert.equal(typedNumber(text), number));
  }

  it("asserts the number as a network does", () => {
    assert.deepEqual(identityHeaders({ kind: "number", number: "+573151234567" }), [
      "P-Asserted-Identity: <sip:+573151234567@linea.invalid>",
    ]);
    assert.ok(identityHeaders({ kind: "withheld" }).includes("Privacy: id"));
  });
});

describe("where one goes after signing in", () => {
  const rows: [string, string][] = [
    ["", "/puesto"],
    ["?ir=/puesto", "/puesto"],
    ["?ir=/telefono", "/telefono"],
    ["?ir=//example.org", "/puesto"],
    ["?ir=https://example.org", "/puesto"],
    ["?ir=javascript:alert(1)", "/puesto"],
  ];
  for (const [search, path] of rows) {
    it(search || "nowhere named", () => assert.equal(destination(search), path));
  }
});

describe("a connection that is lost is said with what it means", () => {
  it("nothing while all is well", () => {
    assert.equal(connectionTrouble("open", "registered"), undefined);
    assert.equal(connectionTrouble("connecting", "connecting"), undefined);
  });
  it("the phone, the server, both, and a refusal", () => {
    assert.match(connectionTrouble("open", "lost") ?? "", /teléfono perdió/);
    assert.match(connectionTrouble("lost", "registered") ?? "", /sin los datos/);
    assert.match(connectionTrouble("lost", "lost") ?? "", /Sin conexión/);
    assert.match(connectionTrouble("open", "refused") ?? "", /no aceptó/);
  });
});

describe("the path that a caller walked", () => {
  const step = (kind: string, label: string | null, heard: string | null = null) => ({
    at: "2025-11-22T15:00:00Z",
    kind,
    label,
    heard,
  });
  it("shows each thing once and nothing without a name", () => {
    const steps = [
      step("said", null),
      step("chosen", "Factura y pagos", "2"),
      step("intent", "Factura y pagos", "factura"),
      step("invalid", null, "•••"),
      step("invalid", null, "•••"),
      step("chosen", "Pidió un asesor", "0"),
      step("said", null),
      step("transfer", "Pidió un asesor", "attention"),
    ];
    const shown = shownSteps(steps).map(({ kind, label }) => `${kind} ${label}`);
    assert.deepEqual(shown, [
      "chosen Factura y pagos",
      "invalid Marcó algo que no servía",
      "invalid Marcó algo que no servía",
      "chosen Pidió un asesor",
    ]);
  });
});

describe("what the server says", () => {
  it("is shown as it came where the page doesn't know it", () => {
    assert.equal(outcome("agent"), "Atendida");
    assert.equal(outcome("callback_done"), "Callback done");
    assert.equal(plainCode("fuga en la vía"), "Fuga en la vía");
  });
  it("is ignored where it isn't a message", () => {
    for (const text of ["", "{", "null", "3", '{"type":3}', '{"type":"pop"}']) {
      assert.equal(parseMessage(text), undefined);
    }
  });
});
