import assert from "node:assert/strict";
import { describe, it } from "node:test";

import { choicesFor, type Device, inUse, news } from "../src/line/devices";
import { between, meanOpinion, recordOf, type Sample, sampleOf, verdictOf } from "../src/line/quality";
import { choiceOf, DEFAULT_CHOICE, type SoundChoice } from "../src/line/sound_choice";

const device = (kind: string, deviceId: string): Device => ({ kind, deviceId, label: `Equipo ${deviceId}` });
const HEADSET = [device("audioinput", "head-in"), device("audiooutput", "head-out")];
const BUILT_IN = [device("audioinput", "own-in"), device("audiooutput", "own-out")];
const CHOICE: SoundChoice = {
  ...DEFAULT_CHOICE,
  microphone: "head-in",
  speaker: "head-out",
  labels: { "head-in": "Diadema", "head-out": "Diadema" },
};

describe("the devices that are used", () => {
  it("are those chosen while they are there, else the default ones", () => {
    assert.equal(inUse([...HEADSET, ...BUILT_IN], CHOICE, "microphone"), "head-in");
    assert.equal(inUse(BUILT_IN, CHOICE, "microphone"), "");
    assert.equal(inUse(BUILT_IN, CHOICE, "ring"), "");
  });

  it("are those chosen while the browser names none: no microphone was allowed yet", () => {
    assert.equal(inUse([device("audioinput", "")], CHOICE, "microphone"), "head-in");
  });

  it("are listed once: the aliases of the default device are no choice", () => {
    const found = [device("audioinput", "default"), device("audioinput", "communications"), ...HEADSET];
    assert.deepEqual(
      choicesFor(found, "microphone").map(({ deviceId }) => deviceId),
      ["head-in"],
    );
  });

  it("are told of where one is pulled out in mid-call, and where it is back", () => {
    const all = [...HEADSET, ...BUILT_IN];
    assert.match(news(all, BUILT_IN, CHOICE) ?? "", /Se desconectó «Diadema».*predeterminado/);
    assert.match(news(BUILT_IN, all, CHOICE) ?? "", /Volvió «Diadema»/);
    assert.equal(news(all, HEADSET, CHOICE), undefined);
  });
});

describe("what was chosen for the sound", () => {
  const rows: [string | null, Partial<SoundChoice>][] = [
    [null, {}],
    ["nothing", {}],
    ["null", {}],
    ['{"volume": 200, "tone": "loud", "microphone": 7}', {}],
    ['{"volume": 0, "tone": "classic", "ring": "x"}', { volume: 0, tone: "classic", ring: "x" }],
  ];
  for (const [text, part] of rows) {
    it(`is kept as ${text}`, () => assert.deepEqual(choiceOf(text), { ...DEFAULT_CHOICE, ...part }));
  }
});

// ITU-T G.107, table B.1: R 93.2 is MOS 4.41; what lowers it is delay and loss.
describe("the mean opinion score", () => {
  const rows: [delay: number, loss: number, mos: number][] = [
    [0, 0, 4.41],
    [100, 0, 4.36],
    [100, 2, 4.16],
    [100, 5, 3.82],
    [300, 0, 3.71],
    [300, 5, 2.93],
    [20, 30, 2.11],
    [20, 100, 1.16],
  ];
  for (const [delay, loss, mos] of rows) {
    it(`is ${mos} at ${delay} ms and ${loss} % lost`, () =>
      assert.equal(meanOpinion(delay, loss).toFixed(2), mos.toFixed(2)));
  }

  it("never leaves its scale", () => {
    for (const delay of [0, 200, 1000, 60_000])
      for (const loss of [0, 1, 50, 100]) {
        const mos = meanOpinion(delay, loss);
        assert.ok(mos >= 1 && mos <= 4.5, `${delay} ${loss} ${mos}`);
      }
  });
});

const sample = (part: Partial<Sample>): Sample => ({
  at: 0,
  received: 0,
  lost: 0,
  jitterMs: 0,
  rttMs: 0,
  buffered: 0,
  emitted: 0,
  lostThere: 0,
  ...part,
});

describe("a call that is measured", () => {
  const first = sample({ received: 100, lost: 5 });

  it("loses what was lost since, in the worse direction", () => {
    assert.equal(between(first, sample({ received: 190, lost: 15 }))?.loss, 10);
    assert.equal(between(first, sample({ received: 200, lost: 5, lostThere: 0.25 }))?.loss, 25);
  });

  it("is not measured while no sound comes: it is held", () => {
    assert.equal(between(first, sample({ received: 100, lost: 5 })), undefined);
  });

  it("is said to be good, fair or poor, and why", () => {
    const measured = (part: Partial<Sample>) => {
      const measure = between(first, sample({ received: 200, lost: 5, ...part }));
      return measure && verdictOf(measure);
    };
    assert.equal(measured({ rttMs: 40 })?.word, "buena");
    assert.deepEqual(measured({ rttMs: 40, lostThere: 0.06 }), {
      grade: "fair",
      word: "regular",
      why: "se pierde el 6 %",
    });
    assert.equal(measured({ rttMs: 900 })?.why, "el sonido tarda 900 ms");
    assert.equal(measured({ rttMs: 20, jitterMs: 220 })?.why, "el sonido llega a saltos");
    assert.equal(measured({ lostThere: 0.3 })?.word, "mala");
  });

  it("leaves its means and its worst moment", () => {
    const measures = [
      { rttMs: 40, jitterMs: 4, loss: 0, mos: 4.4 },
      { rttMs: 60, jitterMs: 6, loss: 4, mos: 3.8 },
    ];
    assert.deepEqual(recordOf(measures, 61.6), {
      seconds: 62,
      rtt_ms: 50,
      jitter_ms: 5,
      loss: 2,
      mos: 4.1,
      worst_mos: 3.8,
    });
    assert.equal(recordOf([], 3), undefined);
  });

  it("is read from the browser's counters", () => {
    const report = [
      { type: "inbound-rtp", kind: "audio", packetsReceived: 7, packetsLost: 1, jitter: 0.004 },
      { type: "remote-inbound-rtp", kind: "audio", fractionLost: 0.5, roundTripTime: 0.08 },
      { type: "candidate-pair", nominated: true, currentRoundTripTime: 0.01 },
      { type: "codec" },
    ];
    assert.deepEqual(sampleOf(report, 9), sample({ at: 9, received: 7, lost: 1, jitterMs: 4, rttMs: 80, lostThere: 0.5 }));
  });
});
