// Who is calling: number, holder, how sure that is, and what may be told to them.

import type { ComponentChildren } from "preact";

import { date } from "../format/time";
import { telephone } from "../format/telephone";
import type { Account, Card } from "../model/card";
import { serviceName } from "../model/vocabulary";
import { Icon, type IconName } from "../parts/icon";
import { Panel } from "../parts/panel";

interface Sign {
  readonly icon: IconName;
  readonly tone: "good" | "warn" | "quiet";
  readonly title: string;
  readonly evidence: string;
}

const MATCH_SIGNS = {
  certain: { icon: "check", tone: "good", title: "Coincidencia segura" },
  likely: { icon: "question", tone: "warn", title: "Cuenta probable" },
  unknown: { icon: "question", tone: "quiet", title: "Sin coincidencia" },
} as const;

function matchSign({ match, evidence, account }: Card): Sign {
  const sign = { ...MATCH_SIGNS[match], evidence: evidence ?? "" };
  return !account && match === "likely" ? { ...sign, title: "Cuenta por confirmar" } : sign;
}

function identitySign(level: number): Sign {
  if (level >= 2) {
    const evidence = "En esta llamada: puede dar cifras";
    return { icon: "lock", tone: "good", title: "Identidad verificada", evidence };
  }
  const evidence =
    level === 1
      ? "Indicó la cuenta; falta un segundo dato"
      : "Pida un segundo dato antes de dar cifras";
  return { icon: "unlock", tone: "warn", title: "Identidad sin verificar", evidence };
}

export function callerNumber(card: Card): string {
  if (card.caller.withheld) return "Número privado";
  return card.caller.number ? telephone(card.caller.number) : card.caller.masked || "Sin número";
}

export function callerName(card: Card): string {
  if (card.account) return card.account.holder;
  if (card.match === "likely") return "Varias cuentas posibles";
  return "Titular desconocido";
}

function SignRow({ sign }: { sign: Sign }) {
  return (
    <li class={`sign tone-${sign.tone}`}>
      <Icon name={sign.icon} />
      <div>
        <strong>{sign.title}</strong>
        <span>{sign.evidence}</span>
      </div>
    </li>
  );
}

function AccountFacts({ account, now }: { account: Account; now: number }) {
  return (
    <dl class="facts">
      <dt>Cuenta</dt>
      <dd class="figures">{account.number}</dd>
      <dt>Dirección</dt>
      <dd>{account.address}</dd>
      <dt>Sector</dt>
      <dd>
        {account.zone ?? "—"}
        {account.stratum ? ` · estrato ${account.stratum}` : " · sin estrato"}
      </dd>
      <dt>Servicios</dt>
      <dd>{account.services.map(serviceName).join(", ") || "—"}</dd>
      {account.suspended_since && (
        <>
          <dt>Servicio</dt>
          <dd class="bad">Suspendido desde el {date(account.suspended_since, now)}</dd>
        </>
      )}
    </dl>
  );
}

/** The accounts of which one is the caller's: the agent asks, and chooses. */
function Candidates({ card, choose }: { card: Card; choose: () => void }) {
  return (
    <>
      <ul class="candidates">
        {card.candidates.map(({ number, address }) => (
          <li key={number}>
            <span class="figures">{number}</span> {address}
          </li>
        ))}
      </ul>
      <button type="button" class="plain-button" onClick={choose}>
        Elegir la cuenta
      </button>
    </>
  );
}

interface Props {
  readonly card: Card | undefined;
  readonly now: number;
  /** Opens the sheet in which the account is chosen. */
  readonly choose: () => void;
  /** The button that calls them, where that may be done now. */
  readonly call?: ComponentChildren;
  /** The link to the CRM, where there is one. */
  readonly crm?: ComponentChildren;
}

export function CallerPanel({ card, now, choose, call, crm }: Props) {
  if (!card) {
    return (
      <Panel id="caller" title="Quién llama">
        <p class="nothing">Aquí se ve quién llama desde que timbra.</p>
      </Panel>
    );
  }
  return (
    <Panel id="caller" title="Quién llama" aside={crm}>
      <p class="holder">{callerName(card)}</p>
      <ul class="signs">
        <SignRow sign={matchSign(card)} />
        <SignRow sign={identitySign(card.identity_level)} />
      </ul>
      {card.account && <AccountFacts account={card.account} now={now} />}
      {!card.account && card.candidates.length > 0 && <Candidates card={card} choose={choose} />}
      {call}
    </Panel>
  );
}
