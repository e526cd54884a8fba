// To whom the caller goes: a colleague, a queue or a number outside, by name and by keyboard.

import { useLayoutEffect, useRef, useState } from "preact/hooks";

import { reasonLabel, STATE_LABELS } from "../model/agent";
import type { Destination, Targets } from "../model/handover";
import { queueName } from "../model/vocabulary";
import { useLooking } from "../parts/looking";
import { walk } from "./rows";
import type { Station } from "./station";

const LOOKED_EVERY_MS = 2000;
const LONGEST_NOTE = 300;

interface Row {
  readonly key: string;
  readonly name: string;
  readonly says: string;
  readonly tone: string;
  readonly to: Destination;
  readonly ready: boolean;
  /** A queue can't be asked anything. */
  readonly answers: boolean;
  /** What was typed is itself where the caller goes. */
  readonly typed?: boolean;
}

const people = (count: number, one: string, many: string): string => `${count} ${count === 1 ? one : many}`;

function rowsOf(targets: Targets, station: Station, typed: string): readonly Row[] {
  const agents = targets.agents.map(({ id, name, state, reason }) => ({
    key: `agent-${id}`,
    name,
    says: (state === "paused" && reasonLabel(reason, station.me.value?.pauses)) || STATE_LABELS[state],
    tone: state,
    to: { agent: id },
    ready: state === "available",
    answers: true,
  }));
  const queues = targets.queues.map(({ name, serving, free, waiting }) => ({
    key: `queue-${name}`,
    name: `Cola: ${queueName(name)}`,
    says: `${people(free, "libre", "libres")} de ${serving}, ${people(waiting, "espera", "esperan")}`,
    tone: free > 0 ? "available" : "paused",
    to: { queue: name },
    ready: serving > 0,
    answers: false,
  }));
  const number = typed.replace(/[\s.-]/g, "");
  const dialled = targets.prefixes.some((prefix) => number.startsWith(prefix)) && /^\+?\d{4,15}$/.test(number);
  const numbers = dialled ? [...targets.outside, { number, label: number, typed: true }] : targets.outside;
  const outside = numbers.map((one) => ({
    ...one,
    key: `outside-${one.number}`,
    name: one.label,
    says: "Fuera de la línea",
    tone: "outside",
    to: { number: one.number },
    ready: true,
    answers: true,
  }));
  return [...agents, ...queues, ...outside];
}

const plain = (text: string): string => text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();

function Target({ row, station }: { row: Row; station: Station }) {
  const { handing } = station;
  return (
    <li class="target">
      <span class={`target-who state-${row.tone}`}>
        <span class="dot" aria-hidden="true" />
        <strong>{row.name}</strong>
        <small>{row.says}</small>
      </span>
      <button
        type="button"
        class="target-button"
        disabled={!row.ready || !row.answers}
        aria-label={`Consultar con ${row.name}, ${row.says}`}
        onClick={() => void handing.consult(row.to)}
      >
        Consultar
      </button>
      <button
        type="button"
        class="target-button"
        disabled={!row.ready}
        aria-label={`Pasar la llamada a ${row.name} sin consultar, ${row.says}`}
        onClick={() => void handing.transfer(row.to)}
      >
        Pasar
      </button>
    </li>
  );
}

export function TransferPanel({ station }: { station: Station }) {
  const { handing } = station;
  const [wanted, setWanted] = useState("");
  const search = useRef<HTMLInputElement>(null);
  useLooking(() => void handing.look(), LOOKED_EVERY_MS, []);
  useLayoutEffect(() => search.current?.focus(), []);
  const told = plain(wanted.trim());
  const rows = rowsOf(handing.targets.value, station, wanted).filter(
    ({ name, typed }) => typed || plain(name).includes(told),
  );
  const onKey = (event: KeyboardEvent): void => {
    if (event.key === "Escape") {
      event.preventDefault();
      handing.close();
      document.getElementById("transfer-button")?.focus();
    } else if (event.key === "ArrowDown" && event.target === search.current) {
      event.preventDefault();
      document.querySelector<HTMLElement>(".target-button:not(:disabled)")?.focus();
    } else walk(event, ".target-button:not(:disabled)");
  };
  return (
    <section class="transfer-panel" role="dialog" aria-label="Pasar la llamada" onKeyDown={onKey}>
      <input
        ref={search}
        type="search"
        class="target-search"
        aria-label="Buscar un colega, una cola o un número"
        placeholder={handing.targets.value.prefixes.length > 0 ? "Nombre, cola o número" : "Nombre o cola"}
        autocomplete="off"
        value={wanted}
        onInput={(event) => setWanted(event.currentTarget.value)}
      />
      <ul class="targets">
        {rows.map((row) => (
          <Target key={row.key} row={row} station={station} />
        ))}
      </ul>
      {rows.length === 0 && <p class="faint">No hay a quién pasarla con ese nombre.</p>}
      <label class="target-note">
        Motivo del traspaso
        <input
          type="text"
          maxLength={LONGEST_NOTE}
          placeholder="Opcional: lo lee quien recibe"
          value={handing.note.value}
          onInput={(event) => {
            handing.note.value = event.currentTarget.value;
          }}
        />
      </label>
    </section>
  );
}
