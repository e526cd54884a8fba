// The last invoices of the account.

import { money } from "../format/money";
import { date } from "../format/time";
import type { Billing, Card, Invoice } from "../model/card";
import { invoiceState } from "../model/vocabulary";
import { Panel } from "../parts/panel";

const month = new Intl.DateTimeFormat("es-CO", { month: "short", year: "numeric", timeZone: "UTC" });

/** `2025-10` → `Oct 2025`; a period of another shape as it came. */
function period(text: string): string {
  if (!/^\d{4}-\d{2}/.test(text)) return text;
  const words = month.format(Date.parse(`${text.slice(0, 7)}-01`)).replace(/ de |\./g, " ").trim();
  return words.charAt(0).toUpperCase() + words.slice(1).replace(/ +/g, " ");
}

function Row({ invoice, now }: { invoice: Invoice; now: number }) {
  const { total, due, paid_at, state } = invoice;
  return (
    <tr class={`invoice-${state}`}>
      <th scope="row">{period(invoice.period)}</th>
      <td class="amount figures">{money(total)}</td>
      <td class="figures">{date(due, now)}</td>
      <td>
        <span class="invoice-state">{invoiceState(state)}</span>
        {paid_at && <span class="faint"> {date(paid_at, now)}</span>}
      </td>
    </tr>
  );
}

const NOTES: Partial<Record<Billing, string>> = {
  asking: "consultando el sistema comercial…",
  unavailable: "sin respuesta del sistema comercial: última importación",
};

/** Where the figures come from, when that matters. */
function Origin({ billing }: { billing: Billing | undefined }) {
  return (
    <span class="panel-aside" role="status">
      {billing && NOTES[billing]}
    </span>
  );
}

export function InvoicesPanel({ card, now }: { card: Card | undefined; now: number }) {
  if (!card) return <Panel id="invoices" title="Últimas facturas" />;
  const origin = <Origin billing={card.billing} />;
  if (card.invoices.length === 0) {
    return (
      <Panel id="invoices" title="Últimas facturas" aside={origin}>
        <p class="nothing">{card.account ? "Sin facturas." : "Se ven cuando se sepa la cuenta."}</p>
      </Panel>
    );
  }
  return (
    <Panel id="invoices" title="Últimas facturas" aside={origin}>
      <table>
        <thead>
          <tr>
            <th scope="col">Periodo</th>
            <th scope="col" class="amount">
              Valor
            </th>
            <th scope="col">Vence</th>
            <th scope="col">Estado</th>
          </tr>
        </thead>
        <tbody>
          {card.invoices.map((invoice) => (
            <Row key={invoice.period} invoice={invoice} now={now} />
          ))}
        </tbody>
      </table>
    </Panel>
  );
}
