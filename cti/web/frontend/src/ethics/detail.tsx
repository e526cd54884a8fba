// One report: what was told, what its officers did, and what they write.

import { useEffect, useLayoutEffect, useRef, useState } from "preact/hooks";

import { date, moment } from "../format/time";
import { MODES, report, type Report, type Sound } from "../model/ethics";
import { RecordingPlayer } from "../parts/recording_player";
import { troubleOf } from "../parts/staff_page";
import { Trouble } from "../parts/told";
import { StateTag } from "./list";
import { WritingForm } from "./writing_form";

const SOUNDS: Readonly<Record<Sound["kind"], string>> = {
  facts: "Los hechos",
  identity: "Quién denuncia",
  addition: "Lo que agregó",
};
const DONE = { read: "Abrió la denuncia", note: "Anotó", answer: "Respondió", closed: "Cerró la denuncia" };

interface Act {
  readonly at: string;
  readonly agent: string;
  readonly what: string;
  readonly text: string;
}

/** What was done and heard, the latest first. */
function actsOf({ entries, listened }: Report): readonly Act[] {
  const done = entries.map(({ at, agent, kind, text }) => ({ at, agent, what: DONE[kind], text }));
  const heard = listened.map(({ at, agent }) => ({ at, agent, what: "Oyó una grabación", text: "" }));
  return [...done, ...heard].sort((a, b) => (a.at < b.at ? 1 : -1));
}

function Sounds({ sounds, now }: { sounds: readonly Sound[]; now: number }) {
  return (
    <section class="sheet" aria-labelledby="sounds">
      <h2 id="sounds">Lo que contó</h2>
      {sounds.map(({ recording, kind, told_on, seconds }) =>
        seconds === null ? (
          <p key={recording} class="faint">
            {SOUNDS[kind]}: la grabación se está guardando. Abra de nuevo en un momento.
          </p>
        ) : (
          <RecordingPlayer
            key={recording}
            name={recording}
            title={`${SOUNDS[kind]}, ${date(told_on, now)}`}
            seconds={seconds}
          />
        ),
      )}
    </section>
  );
}

function History({ acts, now }: { acts: readonly Act[]; now: number }) {
  return (
    <section class="sheet" aria-labelledby="history">
      <h2 id="history">Registro</h2>
      <ol class="ethics-acts">
        {acts.map(({ at, agent, what, text }) => (
          <li key={`${at} ${what}`}>
            <span class="faint">
              {moment(at, now)}
            </span>
            <span>
              {what} <span class="faint">· {agent}</span>
              {text && <span class="ethics-text">{text}</span>}
            </span>
          </li>
        ))}
      </ol>
    </section>
  );
}

export function ReportDetail({ id }: { id: string }) {
  const [found, setFound] = useState<Report>();
  const [trouble, setTrouble] = useState("");
  useEffect(() => {
    report(id).then(setFound, (error: unknown) => setTrouble(troubleOf(error)));
  }, [id]);
  const heading = useRef<HTMLHeadingElement>(null);
  const there = found !== undefined;
  useLayoutEffect(() => heading.current?.focus(), [there]);
  const now = Date.now();
  return (
    <>
      <p>
        <a href="#">Volver a las denuncias</a>
      </p>
      <Trouble text={trouble} />
      {found && (
        <>
          <section class="sheet" aria-labelledby="report">
            <div class="sheet-head">
              <h2 id="report" ref={heading} tabIndex={-1}>
                Denuncia del {date(found.filed_on, now)}
              </h2>
              <StateTag state={found.state} />
            </div>
            <dl class="facts">
              <dt>Modo</dt>
              <dd>{MODES[found.mode]}</dd>
              <dt>Seguimiento</dt>
              <dd>
                {found.complete
                  ? "La persona tiene su código y puede consultar el avance"
                  : "Colgó antes de oír el código: no podrá consultarla"}
              </dd>
            </dl>
          </section>
          <Sounds sounds={found.sounds} now={now} />
          {found.state === "closed" ? (
            <p class="notice">Está cerrada. Si la persona agrega información, vuelve a abrirse.</p>
          ) : (
            <WritingForm id={found.id} written={setFound} />
          )}
          <History acts={actsOf(found)} now={now} />
        </>
      )}
    </>
  );
}
