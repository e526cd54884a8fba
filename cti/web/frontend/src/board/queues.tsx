// Each queue: who waits now, and the day so far.

import { clock, millis } from "../format/time";
import type { BoardMessage, Day } from "../model/board";
import { count, percentage, span, verdict, VERDICTS } from "../model/figures";
import { queueName } from "../model/vocabulary";
import { tick } from "../web/server_clock";

function Row({ queue, board, day }: { queue: string; board: BoardMessage; day: Day }) {
  const waiting = board.waiting[queue];
  const figures = day.queues[queue];
  const target = day.promise.targets[queue];
  if (!figures || !target) return null;
  const level = figures.levels[day.promise.variant];
  const tone = verdict(level, target.goal);
  const start = millis(waiting?.since);
  const longest = start === undefined ? 0 : (tick.value - start) / 1000;
  return (
    <tr>
      <th scope="row">{queueName(queue)}</th>
      <td class={`number board-waiting ${longest > target.seconds ? "late" : ""}`}>{count(waiting?.count ?? 0)}</td>
      <td class={`number ${longest > target.seconds ? "late" : ""}`}>{waiting ? clock(longest) : "–"}</td>
      <td class="number">{count(figures.offered)}</td>
      <td class="number">{count(figures.answered)}</td>
      <td class="number">{count(figures.abandoned)}</td>
      <td class="number">{count(figures.short)}</td>
      <td class="number">
        {percentage(level.value)}{" "}
        <span class={`tag tag-${tone === "near" ? "warn" : tone}`}>
          {VERDICTS[tone]} {target.goal}/{target.seconds}
        </span>
      </td>
      <td class="number">{span(figures.asa.mean)}</td>
      <td class="number">{span(figures.asa.p90)}</td>
    </tr>
  );
}

export function Queues({ board, day }: { board: BoardMessage; day: Day }) {
  const names = [...new Set([...Object.keys(day.queues), ...Object.keys(board.waiting)])].sort();
  return (
    <section class="sheet" aria-labelledby="queues-title">
      <h2 id="queues-title">Colas</h2>
      <div class="table-place" tabIndex={0} role="region" aria-labelledby="queues-title">
        <table class="table">
          <thead>
            <tr>
              <th scope="col">Cola</th>
              {["Esperan", "La que más", "Ofrecidas", "Atendidas", "Abandonos", "Cortos"].map((name) => (
                <th key={name} scope="col" class="number">
                  {name}
                </th>
              ))}
              <th scope="col" class="number">
                Nivel {day.promise.variant}
              </th>
              <th scope="col" class="number">
                Espera media
              </th>
              <th scope="col" class="number">
                P90
              </th>
            </tr>
          </thead>
          <tbody>
            {names.map((queue) => (
              <Row key={queue} queue={queue} board={board} day={day} />
            ))}
          </tbody>
        </table>
      </div>
      {names.length === 0 && (
        <p class="empty">
          <strong>Todavía no hay colas.</strong>
          Aparecen cuando un asesor tiene asignada una, o llega la primera llamada.
        </p>
      )}
    </section>
  );
}
