// What is asked of the call log. A filter is the page's address, so that reports link to one.

import { outcomes } from "../model/call";
import { intentName, outcome, queueName } from "../model/vocabulary";

/** `from` and `to` are days in Colombia (`2026-11-22`, both included) or instants (ISO 8601). */
export interface Filter {
  readonly number?: string;
  readonly outcome?: string;
  readonly intent?: string;
  readonly agent?: string;
  /** The calls behind a figure of board or report: a queue, and what became of them there. */
  readonly queue?: string;
  readonly offer?: string;
  readonly from?: string;
  readonly to?: string;
}

const NAMES = ["number", "outcome", "intent", "agent", "queue", "offer", "from", "to"] as const;
const INTENTS = ["emergencia", "dano", "factura", "pqrs", "radicado", "asesor"] as const;
const isDay = (text: string): boolean => /^\d{4}-\d{2}-\d{2}$/.test(text);

export function filterOf(search: string): Filter {
  const query = new URLSearchParams(search);
  return Object.fromEntries(
    NAMES.flatMap((name) => {
      const value = query.get(name)?.trim();
      return value ? [[name, value]] : [];
    }),
  );
}

/** The query of the API; a day begins at midnight in Colombia, five hours behind Greenwich. */
export function queryOf(filter: Filter, cursor: string | null): URLSearchParams {
  const query = new URLSearchParams({ ...filter });
  const { from, to } = filter;
  if (from && isDay(from)) query.set("from", `${from}T00:00:00-05:00`);
  if (to && isDay(to)) {
    const next = new Date(Date.parse(`${to}T00:00:00-05:00`) + 86_400_000);
    query.set("to", next.toISOString());
  }
  if (cursor) query.set("cursor", cursor);
  return query;
}

const OFFERS: Readonly<Record<string, string>> = {
  any: "ofrecidas",
  answered: "atendidas",
  abandoned: "abandonadas",
  short: "que colgaron muy pronto",
  elsewhere: "que salieron de la cola",
};

/** Says which figure of board or report these calls are, and takes that off. */
function BehindFigure({ filter, search }: { filter: Filter; search: (wanted: Filter) => void }) {
  const { queue, offer, ...others } = filter;
  if (!queue && !offer) return null;
  const where = queue ? `la cola ${queueName(queue)}` : "una cola";
  return (
    <p class="notice">
      Solo las llamadas {OFFERS[offer ?? "any"] ?? ""} en {where}, por el momento en que entraron a ella.
      <button type="button" onClick={() => search(others)}>
        Ver todas
      </button>
    </p>
  );
}

function Choice(props: {
  name: string;
  label: string;
  chosen: string | undefined;
  options: readonly string[];
  word: (code: string) => string;
}) {
  return (
    <div class="field">
      <label for={props.name}>{props.label}</label>
      <select id={props.name} name={props.name}>
        <option value="">Todos</option>
        {props.options.map((code) => (
          <option key={code} value={code} selected={code === props.chosen}>
            {props.word(code)}
          </option>
        ))}
      </select>
    </div>
  );
}

export function CallFilters({ filter, search, exports }: {
  filter: Filter;
  search: (wanted: Filter) => void;
  /** Whether the calls may be taken away as a file. */
  exports: boolean;
}) {
  const submit = (event: SubmitEvent): void => {
    event.preventDefault();
    const given = new FormData(event.currentTarget as HTMLFormElement);
    const text = new URLSearchParams([...given].map(([name, value]) => [name, String(value)]));
    for (const kept of ["agent", "queue", "offer"] as const) {
      if (filter[kept]) text.set(kept, filter[kept]);
    }
    search(filterOf(`?${text}`));
  };
  return (
    <>
      <BehindFigure filter={filter} search={search} />
      <form class="filters sheet" role="search" aria-label="Buscar llamadas" onSubmit={submit}>
        <div class="field">
          <label for="number">Teléfono</label>
          <input
            id="number"
            name="number"
            type="search"
            inputMode="tel"
            placeholder="315 123 4567"
            value={filter.number ?? ""}
          />
        </div>
        <div class="field">
          <label for="from">Desde</label>
          <input id="from" name="from" type="date" value={(filter.from ?? "").slice(0, 10)} />
        </div>
        <div class="field">
          <label for="to">Hasta</label>
          <input id="to" name="to" type="date" value={(filter.to ?? "").slice(0, 10)} />
        </div>
        <Choice name="outcome" label="Resultado" chosen={filter.outcome} options={outcomes} word={outcome} />
        <Choice name="intent" label="Asunto" chosen={filter.intent} options={INTENTS} word={intentName} />
        <div class="buttons">
          <button type="submit" class="primary">
            Buscar
          </button>
          {exports && (
            <a class="plain-button" href={`/api/v1/calls.csv?${queryOf(filter, null)}`} download="llamadas.csv">
              Descargar CSV
            </a>
          )}
        </div>
      </form>
    </>
  );
}
