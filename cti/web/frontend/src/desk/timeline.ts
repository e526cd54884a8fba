// The caller's timeline as a value: the page shown, more of it, another kind.

import { useEffect, useRef, useState } from "preact/hooks";

import type { Card } from "../model/card";
import { type Entry, type Kind, timelinePage } from "../model/timeline";
import { deskTrouble } from "./doing";

export interface Timeline {
  /** Undefined until the server has answered for this caller. */
  readonly entries: readonly Entry[] | undefined;
  readonly more: boolean;
  readonly mayHear: boolean;
  readonly trouble: string;
  readonly next: () => void;
}

const EMPTY = { entries: undefined, cursor: null, mayHear: false, trouble: "" };

interface State {
  readonly entries: readonly Entry[] | undefined;
  readonly cursor: string | null;
  readonly mayHear: boolean;
  readonly trouble: string;
}

/** Asked after the pop is on screen, and anew when the card is: it never delays either. */
export function useTimeline(card: Card | undefined, kind: Kind | ""): Timeline {
  const [state, setState] = useState<State>(EMPTY);
  const turn = useRef(0);
  const callId = card?.call_id;
  const ask = (cursor: string | null): void => {
    if (!callId) return;
    const mine = (turn.current += 1);
    timelinePage(callId, kind, cursor).then(
      (page) =>
        turn.current === mine &&
        setState((before) => ({
          entries: cursor ? [...(before.entries ?? []), ...page.entries] : page.entries,
          cursor: page.next,
          mayHear: page.may_hear,
          trouble: "",
        })),
      (error: unknown) =>
        turn.current === mine && setState((before) => ({ ...before, trouble: deskTrouble(error) })),
    );
  };
  useEffect(() => setState((before) => ({ ...EMPTY, mayHear: before.mayHear })), [callId, kind]);
  useEffect(() => ask(null), [callId, kind, changeOf(card)]);
  return { ...state, more: state.cursor !== null, next: () => ask(state.cursor) };
}

/** What of a card tells that something happened: another account, another thing filed. */
function changeOf(card: Card | undefined): string {
  if (!card) return "";
  const { account, cases, damages, promises } = card;
  return [account?.number, cases.length, damages.length, promises?.[0]?.id].join(" ");
}
