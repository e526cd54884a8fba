import { useEffect, useState } from "preact/hooks";

import { Agents } from "./board/agents";
import { Owing, Reasons, Survey } from "./board/day";
import { Figure } from "./board/figure";
import { HelpRequests } from "./board/help_requests";
import { MODE_MEANINGS, Monitor } from "./board/monitor";
import { Queues } from "./board/queues";
import { Summary } from "./board/summary";
import { Watch } from "./board/watch";
import { clock, date, millis, timeWithSeconds } from "./format/time";
import type { BoardMessage, Day } from "./model/board";
import { count, LEVEL_FORMULAS, percentage, span, verdict, VERDICTS } from "./model/figures";
import { showStaffPage, type StaffContent } from "./parts/staff_page";
import { callsHref } from "./reports/drill";
import { mayDo } from "./staff/session";
import { startTicking, tick } from "./web/server_clock";

function Waiting({ board, day }: { board: BoardMessage; day: Day | null }) {
  const queues = Object.entries(board.waiting);
  const many = queues.reduce((sum, [, waiting]) => sum + waiting.count, 0);
  const starts = queues.map(([, { since }]) => millis(since) ?? tick.value);
  const longest = many ? (tick.value - Math.min(...starts)) / 1000 : 0;
  const target = Math.min(...queues.map(([queue]) => day?.promise.targets[queue]?.seconds ?? 20));
  const late = many > 0 && longest > target;
  const note = many ? `la que más: ${clock(longest)}${late ? " · pasó la meta" : ""}` : "nadie espera";
  return <Figure name="Esperan ahora" value={count(many)} note={note} tone={late ? "bad" : "none"} />;
}

function Figures({ board }: { board: BoardMessage }) {
  const { day } = board;
  const figures = day?.together;
  const variant = day?.promise.variant ?? "B";
  const level = figures?.levels[variant];
  const goal = day?.promise.targets["attention"]?.goal ?? 80;
  const tone = level ? verdict(level, goal) : "none";
  const behind = (offer: string) => (day ? callsHref({ from: day.day, to: day.day, offer }) : undefined);
  return (
    <dl class="board-figures">
      <Waiting board={board} day={day} />
      <Figure name="En el sistema" value={count(board.in_machine)} note={`${count(board.talking)} hablando con un asesor`} />
      <Figure
        name="Atendidas hoy"
        value={figures ? count(figures.answered) : "–"}
        note={figures ? `de ${count(figures.offered)} ofrecidas a una cola` : undefined}
        href={behind("answered")}
      />
      <Figure
        name="Abandonadas hoy"
        value={figures ? count(figures.abandoned) : "–"}
        note={figures ? `${percentage(figures.abandonment.value)} · y ${count(figures.short)} cortas` : undefined}
        href={behind("abandoned")}
      />
      <Figure
        name={`Nivel de servicio ${variant}`}
        value={percentage(level?.value)}
        tone={tone}
        note={<span title={LEVEL_FORMULAS[variant]}>{`${VERDICTS[tone]}: la meta es ${goal} %`}</span>}
      />
      <Figure
        name="Espera media"
        value={span(figures?.asa.mean)}
        note={figures ? `9 de cada 10, hasta ${span(figures.asa.p90)}` : undefined}
      />
    </dl>
  );
}

/** One watch as long as the board is shown. */
function useWatch(): Watch {
  const [watch] = useState(() => new Watch());
  useEffect(() => {
    const endings = [startTicking(), watch.start()];
    return () => {
      for (const end of endings) end();
    };
  }, [watch]);
  return watch;
}

function useMonitor(may: boolean): Monitor | undefined {
  const [monitor] = useState(() => (may ? new Monitor() : undefined));
  useEffect(() => {
    const leave = (): void => monitor?.stop();
    window.addEventListener("pagehide", leave);
    return () => {
      window.removeEventListener("pagehide", leave);
      leave();
    };
  }, [monitor]);
  return monitor;
}

const WIDE = "board-wide";

function toggleWide(): void {
  if (document.fullscreenElement) void document.exitFullscreen();
  else void document.documentElement.requestFullscreen();
}

function Board({ person }: StaffContent) {
  const watch = useWatch();
  const monitor = useMonitor(mayDo(person, "monitor"));
  useEffect(() => {
    const changed = (): void => {
      document.body.classList.toggle(WIDE, document.fullscreenElement !== null);
    };
    document.addEventListener("fullscreenchange", changed);
    return () => document.removeEventListener("fullscreenchange", changed);
  }, []);
  const board = watch.board.value;
  const trouble = watch.trouble.value;
  const spying = monitor?.status.value === "talking" ? MODE_MEANINGS[monitor.mode.value] : undefined;
  return (
    <div class="board" data-stale={trouble ? "true" : undefined}>
      <div class="staff-title">
        <h1>Tablero</h1>
        <p>{board && `Hoy, ${date(board.at, tick.value)} · ${timeWithSeconds(new Date(tick.value).toISOString())}`}</p>
        <p class={`tag ${trouble ? "tag-bad" : "tag-good"}`}>{trouble ? "Sin datos en vivo" : "En vivo"}</p>
        <button type="button" class="plain-button board-full" onClick={toggleWide}>
          Pantalla completa
        </button>
      </div>
      <p class={trouble ? "notice notice-bad" : "unseen"} role="status">
        {trouble}
      </p>
      {(monitor?.trouble.value ?? monitor?.phone.problem.value) && (
        <p class="notice" role="alert">
          {monitor?.trouble.value ?? monitor?.phone.problem.value}
        </p>
      )}
      {spying && (
        <p class="notice" role="status">
          Está en una llamada. {spying}
        </p>
      )}
      {board ? (
        <>
          <HelpRequests board={board} monitor={monitor} />
          <Figures board={board} />
          {board.day && <Queues board={board} day={board.day} />}
          <div class="board-columns">
            <Agents agents={board.agents} monitor={monitor} />
            {board.day && (
              <>
                <Reasons day={board.day} />
                <div class="board-stack">
                  <Owing day={board.day} />
                  <Survey day={board.day} />
                </div>
              </>
            )}
          </div>
          <Summary board={board} />
        </>
      ) : (
        <p class="empty">Cargando el tablero…</p>
      )}
    </div>
  );
}

showStaffPage("/tablero", Board);
