// What was filed during the call: it is linked to it already, and the agent sees that it is there.

import { money } from "../format/money";
import { date } from "../format/time";
import type { Filed } from "../model/backlog";
import { caseKind, plainCode } from "../model/vocabulary";
import { tick } from "../web/server_clock";

interface Entry {
  readonly key: string;
  readonly text: string;
  readonly link?: string;
}

export function entriesOf(filed: Filed, now: number): readonly Entry[] {
  return [
    ...filed.cases.map(({ radicado, kind }) => ({
      key: radicado,
      text: `${caseKind(kind)} ${radicado}`,
      link: `/casos?radicado=${radicado}`,
    })),
    ...filed.damages.map(({ ticket, kind }) => ({ key: ticket, text: `Daño ${ticket}: ${plainCode(kind).toLowerCase()}` })),
    ...filed.promises.map(({ amount, due_on }) => ({
      key: `promise ${due_on} ${amount}`,
      text: `Promete ${money(amount)} para el ${date(due_on, now)}`,
    })),
    ...filed.callbacks.map(({ requested_at }) => ({ key: `callback ${requested_at}`, text: "Se le devuelve la llamada" })),
    ...filed.tasks.map(({ what, due_at }) => ({ key: `task ${due_at} ${what}`, text: `Tarea: ${what}` })),
  ];
}

export function FiledList({ filed }: { filed: Filed | undefined }) {
  const entries = filed ? entriesOf(filed, tick.value) : [];
  return (
    <ul class="filed" aria-label="Registrado en esta llamada">
      {entries.map(({ key, text, link }) => (
        <li key={key}>
          {link ? (
            <a href={link} target="_blank" rel="noreferrer">
              {text}
            </a>
          ) : (
            text
          )}
        </li>
      ))}
      {entries.length === 0 && <li class="faint">Nada registrado en esta llamada</li>}
    </ul>
  );
}
