// Choosing whose account the caller's is: a candidate, another that is searched, or none.

import { useState } from "preact/hooks";

import { chooseAccount, type FoundAccount, searchAccounts } from "../model/attending";
import type { Card } from "../model/card";
import { useAsking } from "./doing";
import { said, type SheetProps } from "./sheet_parts";

interface Shown {
  readonly number: string;
  readonly holder?: string;
  readonly address: string;
}

/** What the sheet begins with: the account on the card, then the telephone's others. */
export function known(card: Card): readonly Shown[] {
  return card.account ? [card.account, ...card.candidates] : card.candidates;
}

function Accounts(props: { list: readonly Shown[]; busy: boolean; choose: (number: string) => void }) {
  return (
    <ul class="accounts">
      {props.list.map(({ number, holder, address }) => (
        <li key={number}>
          <button type="button" disabled={props.busy} onClick={() => props.choose(number)}>
            <strong class="figures">{number}</strong>
            <span>{[holder, address].filter(Boolean).join(" · ")}</span>
          </button>
        </li>
      ))}
    </ul>
  );
}

export function AccountSheet({ card, done }: SheetProps) {
  const asking = useAsking();
  const [found, setFound] = useState<readonly FoundAccount[]>();
  const choose = (number: string | null): void =>
    asking.ask(
      () => chooseAccount(card.call_id, number),
      () => done(number ? `La tarjeta muestra la cuenta ${number}. La identidad sigue como estaba.` : "Queda sin cuenta."),
    );
  const search = (event: SubmitEvent): void => {
    event.preventDefault();
    const text = said(new FormData(event.currentTarget as HTMLFormElement), "text");
    if (text) asking.ask(() => searchAccounts(card.call_id, text), ({ accounts }) => setFound(accounts));
  };
  return (
    <div class="form">
      {known(card).length > 0 && (
        <section aria-label="Cuentas de este teléfono">
          <Accounts list={known(card)} busy={asking.busy} choose={choose} />
        </section>
      )}
      <form class="account-search" role="search" onSubmit={search}>
        <div class="field">
          <label for="account-text">Buscar otra cuenta</label>
          <input
            id="account-text"
            name="text"
            type="search"
            maxLength={80}
            autocomplete="off"
            placeholder="Número, cédula, nombre o dirección"
          />
        </div>
        <button type="submit" class="plain-button" disabled={asking.busy}>
          Buscar
        </button>
      </form>
      <div role="status">
        {found?.length === 0 && <p>Ninguna cuenta con esos datos. Escriba tres letras o números, o más.</p>}
        {found && found.length > 0 && <Accounts list={found} busy={asking.busy} choose={choose} />}
      </div>
      {asking.trouble && (
        <p class="notice notice-bad" role="alert">
          {asking.trouble}
        </p>
      )}
      <p class="buttons">
        <button type="button" class="plain-button" disabled={asking.busy} onClick={() => choose(null)}>
          Ninguna
        </button>
      </p>
    </div>
  );
}
