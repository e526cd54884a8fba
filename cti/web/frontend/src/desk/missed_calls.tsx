// The calls that nobody took and nobody has called back: one's own, and those of one's queues.

import { useLayoutEffect, useRef } from "preact/hooks";

import { dayOrTime, length } from "../format/time";
import { telephone } from "../format/telephone";
import type { MissedCall } from "../model/backlog";
import { intentName, queueName } from "../model/vocabulary";
import { Icon } from "../parts/icon";
import { tick } from "../web/server_clock";
import { DrawerHead } from "./drawer_head";
import { walk } from "./rows";
import type { Station } from "./station";

function detail(call: MissedCall): string {
  return [
    call.own ? "timbró en su puesto" : `colgó en ${queueName(call.queue)}`,
    `esperó ${length(call.waited)}`,
    call.tries > 1 ? `${call.tries} veces` : "",
    intentName(call.reason),
    call.called ? "se le llamó y no contestó" : "",
  ]
    .filter(Boolean)
    .join(" · ");
}

function Row({ call, station }: { call: MissedCall; station: Station }) {
  const busy = !station.free.value;
  return (
    <li class="drawer-row">
      <time class="figures" dateTime={call.at}>
        {dayOrTime(call.at, tick.value)}
      </time>
      <div class="drawer-text">
        <strong class="figures">{call.number ? telephone(call.number) : "Número oculto"}</strong>
        <span class="faint">{detail(call)}</span>
      </div>
      {call.number ? (
        <button
          type="button"
          class="row-button"
          aria-disabled={busy}
          title={busy ? "Termine lo que está haciendo para llamar" : undefined}
          onClick={() => !busy && void station.callBack(call)}
        >
          <Icon name="phone" size={16} /> Llamar
        </button>
      ) : (
        <span class="faint">no se puede llamar</span>
      )}
    </li>
  );
}

export function MissedCalls({ station, close }: { station: Station; close: () => void }) {
  const calls = station.backlog.missed.value;
  const list = useRef<HTMLUListElement>(null);
  const there = calls.length > 0;
  useLayoutEffect(() => list.current?.querySelector<HTMLElement>(".row-button")?.focus(), [there]);
  return (
    <>
      <DrawerHead
        title="Por devolver"
        aside={there ? String(calls.length) : ""}
        close={close}
        focus={!there}
      />
      <p class="drawer-hint faint">
        De los dos últimos días. Quien ya logró comunicarse sale de la lista. <kbd>↑</kbd> <kbd>↓</kbd>{" "}
        <kbd>Intro</kbd> llama.
      </p>
      <ul ref={list} class="drawer-list" onKeyDown={(event) => walk(event, ".row-button")}>
        {calls.map((call) => (
          <Row key={call.call_id} call={call} station={station} />
        ))}
      </ul>
      {!there && <p class="nothing drawer-hint">No hay llamadas por devolver.</p>}
    </>
  );
}
