// Filing a PQRS without leaving the desk: the form of the page of cases.

import { useEffect, useState } from "preact/hooks";

import { FilingForm } from "../cases/filing_form";
import { telephone } from "../format/telephone";
import type { Card } from "../model/card";
import { type Catalogue, catalogue } from "../model/case";
import { deskTrouble } from "./doing";

interface Props {
  readonly card: Card;
  readonly close: () => void;
  readonly loaded: () => void;
}

export function CaseSheet({ card, close, loaded }: Props) {
  const [rules, setRules] = useState<Catalogue>();
  const [trouble, setTrouble] = useState("");
  useEffect(() => {
    catalogue().then(setRules, (error: unknown) => setTrouble(deskTrouble(error)));
  }, []);
  useEffect(() => {
    if (rules) loaded();
  }, [rules]);
  if (trouble) {
    return (
      <p class="notice notice-bad" role="alert">
        {trouble}
      </p>
    );
  }
  if (!rules) return <p role="status">Buscando…</p>;
  const { number } = card.caller;
  const start = {
    account: card.account?.number ?? "",
    name: card.identity_level >= 2 ? (card.account?.holder ?? "") : "",
    phone: number ? telephone(number) : "",
  };
  return <FilingForm call={card.call_id} rules={rules} beside={{ start, close, troubleOf: deskTrouble }} />;
}
