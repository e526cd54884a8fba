// Which action is open at the desk, and for which call: it outlives its call until it is closed.

import { useRef, useState } from "preact/hooks";

import type { Card } from "../model/card";
import type { Action } from "./action";

export interface OpenAction {
  readonly action: Action;
  readonly card: Card;
  /** Its call has left the screen. */
  readonly past: boolean;
}

export interface ActionDesk {
  readonly open: OpenAction | undefined;
  /** Opens an action, or closes it where it is open already. */
  readonly act: (action: Action) => void;
  readonly close: () => void;
}

export function useActions(card: Card | undefined): ActionDesk {
  const [doing, setDoing] = useState<{ action: Action; callId: string }>();
  const last = useRef<Card | undefined>(undefined);
  if (card && card.call_id === doing?.callId) last.current = card;
  const close = (): void => setDoing(undefined);
  const act = (action: Action): void => {
    if (!card) return;
    last.current = card;
    setDoing(doing?.action === action && doing.callId === card.call_id ? undefined : { action, callId: card.call_id });
  };
  const open =
    doing && last.current ? { action: doing.action, card: last.current, past: card?.call_id !== doing.callId } : undefined;
  return { open, act, close };
}
