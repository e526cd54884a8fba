// Calls somebody from the agent's own telephone, if the rules of contact allow it now.

import { useState } from "preact/hooks";

import { Icon } from "../parts/icon";
import { ApiError, post } from "../web/api";

/** Whom: who made a call, or who filed a case; `number` is another telephone. */
export interface CallWish {
  readonly call_id?: string;
  readonly radicado?: string;
  readonly number?: string;
  readonly collection?: boolean;
}

/** Asks the server to call; the agent's telephone rings first. Throws ApiError: why not. */
export const placeCall = (wish: CallWish): Promise<{ readonly call_id: string }> =>
  post("/calls", wish);

export function CallButton(props: { wish: CallWish; text?: string; label?: string; disabled?: boolean }) {
  const [asking, setAsking] = useState(false);
  const [trouble, setTrouble] = useState<string | undefined>(undefined);
  const call = async (): Promise<void> => {
    setAsking(true);
    setTrouble(undefined);
    try {
      await placeCall(props.wish);
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      setTrouble(error.message);
    } finally {
      setAsking(false);
    }
  };
  return (
    <span class="call-button">
      <button
        type="button"
        class="plain-button"
        aria-label={props.label}
        disabled={props.disabled || asking}
        onClick={() => void call()}
      >
        <Icon name="phone" size={16} /> {props.text ?? "Llamar"}
      </button>
      {trouble && (
        <span class="call-trouble" role="alert">
          {trouble}
        </span>
      )}
    </span>
  );
}
