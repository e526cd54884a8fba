import { queueName } from "../model/vocabulary";
import { serverNow } from "../web/server_clock";
import { presets, queryOf, type Wanted } from "./period";

interface Props {
  readonly wanted: Wanted;
  readonly queues: readonly string[];
  readonly ask: (wanted: Wanted) => void;
}

/** Period and queue, and the files for spreadsheets. */
export function Filters({ wanted, queues, ask }: Props) {
  const submit = (event: SubmitEvent): void => {
    event.preventDefault();
    const given = new FormData(event.currentTarget as HTMLFormElement);
    const text = (name: string): string => String(given.get(name) ?? "");
    ask({ from: text("from"), to: text("to"), queue: text("queue") });
  };
  const chosen = presets(serverNow()).find(({ from, to }) => from === wanted.from && to === wanted.to);
  const names = wanted.queue && !queues.includes(wanted.queue) ? [...queues, wanted.queue] : queues;
  return (
    <section class="sheet report-filters" aria-label="Período">
      <div class="tabs" role="group" aria-label="Períodos frecuentes">
        {presets(serverNow()).map((one) => (
          <button
            key={one.name}
            type="button"
            aria-current={one.name === chosen?.name ? "true" : undefined}
            onClick={() => ask({ ...wanted, from: one.from, to: one.to })}
          >
            {one.name}
          </button>
        ))}
      </div>
      <form class="filters" onSubmit={submit}>
        <div class="field">
          <label for="from">Desde</label>
          <input key={wanted.from} id="from" name="from" type="date" required value={wanted.from} />
        </div>
        <div class="field">
          <label for="to">Hasta</label>
          <input key={wanted.to} id="to" name="to" type="date" required value={wanted.to} />
        </div>
        <div class="field">
          <label for="queue">Cola</label>
          <select id="queue" name="queue">
            <option value="">Todas</option>
            {names.map((queue) => (
              <option key={queue} value={queue} selected={queue === wanted.queue}>
                {queueName(queue)}
              </option>
            ))}
          </select>
        </div>
        <button type="submit" class="primary">
          Ver
        </button>
        <div class="buttons report-files">
          <a class="plain-button" href={`/api/v1/reports.xlsx?${queryOf(wanted)}`}>
            Excel
          </a>
          <a class="plain-button" href={`/api/v1/reports.csv?${queryOf(wanted)}`}>
            CSV
          </a>
          <a
            class="plain-button"
            href={`/api/v1/reports.xlsx?${queryOf(wanted)}&published=1`}
            title="Para publicar: oculta las casillas que cuentan a muy pocas personas"
          >
            Para publicar
          </a>
        </div>
      </form>
    </section>
  );
}
