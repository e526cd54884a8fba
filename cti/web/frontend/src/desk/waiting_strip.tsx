// Who waits in the queues that one serves: how many, and the longest for how long.

import { clock, millis } from "../format/time";
import { queueName } from "../model/vocabulary";
import { tick } from "../web/server_clock";
import type { Station } from "./station";

export function WaitingStrip({ station }: { station: Station }) {
  const waiting = station.news.waiting.value;
  const served = station.me.value?.queues ?? [];
  return (
    <dl class="queues" aria-label="En cola">
      {served.map((queue) => {
        const one = waiting[queue];
        const longest = one ? clock((tick.value - (millis(one.since) ?? tick.value)) / 1000) : "";
        return (
          <div key={queue} class={`queue ${one ? "queue-busy" : ""} queue-${queue}`}>
            <dt>{queueName(queue)}</dt>
            <dd>
              <strong class="figures">{one?.count ?? 0}</strong>
              <span class="unseen"> esperan{one ? ", la que más " : ""}</span>
              <span class="figures">{longest}</span>
            </dd>
          </div>
        );
      })}
    </dl>
  );
}
