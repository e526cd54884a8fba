// What is open with this caller: debt, suspension, outages, damages, cases with their terms.

import { money } from "../format/money";
import { date, dayOrTime, daysUntil, moment, term, time } from "../format/time";
import type { Card } from "../model/card";
import { caseKind, caseState, damageState, draftKind, plainCode, serviceName } from "../model/vocabulary";
import { Icon, type IconName } from "../parts/icon";
import { Panel } from "../parts/panel";

interface Matter {
  readonly key: string;
  /** Where more is to be seen, in a page of its own. */
  readonly link?: string;
  readonly icon: IconName;
  readonly tone: "bad" | "warn" | "plain";
  readonly title: string;
  readonly detail: string;
  readonly mark: string;
}

/** A case this near to its last day is marked. */
const SOON_DAYS = 3;

function outages(card: Card, now: number): Matter[] {
  return card.outages.map(({ service, zone, restoration }) => ({
    key: `outage ${service} ${zone}`,
    icon: "power",
    tone: "bad",
    title: `Corte de ${serviceName(service).toLowerCase()}`,
    detail: zone,
    mark: restoration ? `vuelve ${until(restoration, now)}` : "sin hora de regreso",
  }));
}

function until(iso: string, now: number): string {
  return daysUntil(iso, now) === 0 ? time(iso) : moment(iso, now);
}

function debt({ overdue }: Card): Matter[] {
  if (overdue.count === 0) return [];
  const title = overdue.count === 1 ? "1 factura vencida" : `${overdue.count} facturas vencidas`;
  return [
    { key: "debt", icon: "coins", tone: "bad", title, detail: "Cartera", mark: money(overdue.total) },
  ];
}

function suspension({ account }: Card, now: number): Matter[] {
  if (!account?.suspended_since) return [];
  const mark = `desde el ${date(account.suspended_since, now)}`;
  return [
    {
      key: "suspension",
      icon: "alert",
      tone: "bad",
      title: "Servicio suspendido",
      detail: "Por falta de pago",
      mark,
    },
  ];
}

function damages(card: Card, now: number): Matter[] {
  return card.damages.map(({ ticket, service, kind, opened_at, state }) => ({
    key: ticket,
    icon: "wrench",
    tone: "plain",
    title: `Daño: ${plainCode(kind).toLowerCase()}`,
    detail: `${serviceName(service)} · ${ticket} · ${damageState(state).toLowerCase()}`,
    mark: date(opened_at, now),
  }));
}

function nearby(card: Card, now: number): Matter[] {
  return (card.nearby ?? []).map(({ service, kind, reports, since }) => ({
    key: `nearby ${service} ${kind}`,
    icon: "wrench",
    tone: "plain",
    title: `En su sector: ${plainCode(kind).toLowerCase()}`,
    detail: reports === 1 ? "1 reporte de otra cuenta" : `${reports} reportes de otras cuentas`,
    mark: `desde ${daysUntil(since, now) === 0 ? "las " : "el "}${dayOrTime(since, now)}`,
  }));
}

function promises(card: Card, now: number): Matter[] {
  return (card.promises ?? []).map(({ id, amount, paid, due_on, made_with }) => ({
    key: `promise ${id}`,
    icon: "coins",
    tone: daysUntil(due_on, now) <= 0 ? "warn" : "plain",
    title: `Prometió pagar ${money(amount)}`,
    detail: paid > 0 ? `Ya pagó ${money(paid)} · con ${made_with}` : `Con ${made_with}`,
    mark: term(due_on, now),
  }));
}

function cases(card: Card, now: number): Matter[] {
  return card.cases.map(({ radicado, kind, subject, due, state }) => ({
    key: radicado,
    link: `/casos?radicado=${radicado}`,
    icon: "file",
    tone: due && daysUntil(due, now) <= SOON_DAYS ? "warn" : "plain",
    title: `${caseKind(kind)}: ${subject}`,
    detail: `${radicado} · ${caseState(state).toLowerCase()}`,
    mark: due ? term(due, now) : "sin término",
  }));
}

function unfinished(card: Card, now: number): Matter[] {
  return (card.drafts ?? []).map(({ id, kind, fields, recorded, at, call_id }) => ({
    key: `draft ${id}`,
    link: "/casos?sin_terminar",
    icon: "clock",
    tone: "warn",
    title: `${draftKind(kind)} sin terminar`,
    detail: [...Object.values(fields).filter(Boolean), ...grabbed(recorded)].join(" · ") || "No alcanzó a decir nada",
    mark: call_id === card.call_id ? "en esta llamada" : dayOrTime(at, now),
  }));
}

const grabbed = (recorded: number): string[] =>
  recorded ? [recorded === 1 ? "1 grabación" : `${recorded} grabaciones`] : [];

export function OpenPanel({ card, now }: { card: Card | undefined; now: number }) {
  if (!card) return <Panel id="open" title="Pendientes" />;
  const matters = [unfinished, outages, suspension, debt, promises, cases, damages, nearby].flatMap((of) => of(card, now));
  return (
    <Panel id="open" title="Pendientes" aside={<span class="panel-aside">{matters.length || ""}</span>}>
      <ul class="matters">
        {matters.map((matter) => (
          <li key={matter.key} class={`matter tone-${matter.tone}`}>
            <Icon name={matter.icon} />
            <div class="matter-text">
              <strong>
                {matter.link ? (
                  <a href={matter.link} target="_blank" rel="noreferrer">
                    {matter.title}
                  </a>
                ) : (
                  matter.title
                )}
              </strong>
              <span>{matter.detail}</span>
            </div>
            <span class="matter-mark figures">{matter.mark}</span>
          </li>
        ))}
      </ul>
      {matters.length === 0 && <p class="nothing">Nada pendiente.</p>}
    </Panel>
  );
}
