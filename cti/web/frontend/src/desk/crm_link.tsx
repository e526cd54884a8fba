// The caller's page in the CRM that the entity has: a link, or a window of its own at the answer.

import { useEffect, useState } from "preact/hooks";

import type { Card } from "../model/card";

const WINDOW = "linea-crm";
const OPENED = "linea-crm-opened";

/** Opens the page once a call, also where the desk is loaded again; whether the browser let it. */
function open(callId: string, url: string): boolean {
  if (sessionStorage.getItem(OPENED) === callId) return true;
  const opened = window.open(url, WINDOW);
  if (!opened) return false;
  opened.opener = null;
  sessionStorage.setItem(OPENED, callId);
  return true;
}

export function CrmLink({ card, answeredAt }: { card: Card | undefined; answeredAt: string | undefined }) {
  const [blocked, setBlocked] = useState(false);
  const crm = card?.crm ?? null;
  const due = crm?.opens === "window" && answeredAt !== undefined;
  useEffect(() => {
    setBlocked(due && card !== undefined && !open(card.call_id, crm.url));
  }, [due, card?.call_id, crm?.url]);
  if (!crm || answeredAt === undefined) return null;
  return (
    <span class="crm-link">
      <a href={crm.url} target={WINDOW} rel="noreferrer">
        Ver en el CRM
      </a>
      {blocked && <span class="faint"> (el navegador bloqueó la ventana)</span>}
    </span>
  );
}
