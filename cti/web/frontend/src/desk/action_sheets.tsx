// The sheet of the action that was chosen, with what the server says of its limits.

import type { ComponentType } from "preact";
import { useEffect, useLayoutEffect, useRef, useState } from "preact/hooks";

import { type Attending, attending } from "../model/attending";
import type { Card } from "../model/card";
import { AccountSheet } from "./account_sheet";
import { type Action, ACTIONS } from "./action";
import { ActionSheet } from "./action_sheet";
import { CallbackSheet } from "./callback_sheet";
import { CaseSheet } from "./case_sheet";
import { DamageSheet } from "./damage_sheet";
import { deskTrouble } from "./doing";
import { IdentitySheet } from "./identity_sheet";
import { MessageSheet } from "./message_sheet";
import { PromiseSheet } from "./promise_sheet";
import type { SheetProps } from "./sheet_parts";

const SHEETS: Readonly<Record<Exclude<Action, "case">, ComponentType<SheetProps>>> = {
  damage: DamageSheet,
  promise: PromiseSheet,
  callback: CallbackSheet,
  message: MessageSheet,
  account: AccountSheet,
  identity: IdentitySheet,
};

interface Props {
  readonly action: Action;
  /** The card of the call for which the sheet was opened. */
  readonly card: Card;
  readonly past: boolean;
  readonly close: () => void;
}

function Done({ text, close }: { text: string; close: () => void }) {
  const button = useRef<HTMLButtonElement>(null);
  useLayoutEffect(() => button.current?.focus(), []);
  return (
    <>
      <p class="notice notice-good" role="status">
        {text}
      </p>
      <p class="buttons">
        <button type="button" class="primary" ref={button} onClick={close}>
          Volver a la llamada
        </button>
      </p>
    </>
  );
}

function Asked({ action, card, loaded, done }: {
  action: Exclude<Action, "case">;
  card: Card;
  loaded: () => void;
  done: (text: string) => void;
}) {
  const [found, setFound] = useState<Attending>();
  const [trouble, setTrouble] = useState("");
  useEffect(() => {
    attending(card.call_id).then(setFound, (error: unknown) => setTrouble(deskTrouble(error)));
  }, [card.call_id]);
  useLayoutEffect(() => {
    if (found) loaded();
  }, [found]);
  if (trouble) {
    return (
      <p class="notice notice-bad" role="alert">
        {trouble}
      </p>
    );
  }
  if (!found) return <p role="status">Buscando…</p>;
  const Sheet = SHEETS[action];
  return <Sheet card={card} attending={found} done={done} />;
}

export function ActionSheets({ action, card, past, close }: Props) {
  const [ready, setReady] = useState(false);
  const [told, setTold] = useState("");
  const loaded = (): void => setReady(true);
  const body =
    action === "case" ? (
      <CaseSheet card={card} close={close} loaded={loaded} />
    ) : told ? (
      <Done text={told} close={close} />
    ) : (
      <Asked action={action} card={card} loaded={loaded} done={setTold} />
    );
  return (
    <ActionSheet title={ACTIONS[action].title} ready={ready} past={past} close={close}>
      {body}
    </ActionSheet>
  );
}
