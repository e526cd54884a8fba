// The desk as a value: what the server last said, folded message by message.

import type { AgentState } from "./agent";
import type { Card, PathStep } from "./card";
import type { Handover } from "./handover";
import type { Message, WithdrawnWhy } from "./message";

export interface Desk {
  readonly state: AgentState;
  readonly reason: string | null;
  /** When the state began, in milliseconds of the server's clock. */
  readonly since: number;
  readonly card: Card | undefined;
  readonly answeredAt: string | undefined;
  /** The page was loaded in mid-talk: the caller is kept on the line and comes back. */
  readonly returning: boolean;
  readonly ended: { readonly at: string; readonly until: string | null } | undefined;
  /** The call is being handed on, or was just now. */
  readonly handover: Handover | undefined;
  /** Why the last call went away without being answered here; until the next one. */
  readonly withdrawn: WithdrawnWhy | undefined;
  /** False while steps that are walked now can't be shown at once. */
  readonly pathLive: boolean;
}

export const EMPTY_DESK: Desk = {
  state: "offline",
  reason: null,
  since: 0,
  card: undefined,
  answeredAt: undefined,
  returning: false,
  ended: undefined,
  handover: undefined,
  withdrawn: undefined,
  pathLive: true,
};

/** The desk after `message`. `now` is the server's time in milliseconds. */
export function fold(desk: Desk, message: Message, now: number): Desk {
  switch (message.type) {
    case "hello":
      return hello(desk, message, now);
    case "pop":
      return { ...cleared(desk, "ringing", now), card: message.call, handover: ofCall(desk, message.call.call_id) };
    case "handover":
      return { ...desk, handover: { ...message.handover, told: now } };
    case "card":
      if (!desk.card || !concerns(desk, message.call.call_id)) return desk;
      return { ...desk, card: { ...message.call, path: merged(desk.card.path, message.call.path) } };
    case "answered":
      if (!concerns(desk, message.call_id)) return desk;
      return { ...desk, state: "talking", since: now, answeredAt: message.at, returning: false };
    case "reached":
      return placed(desk, message.call_id, { reached_at: message.at, why: null });
    case "not_reached":
      return placed(desk, message.call_id, { reached_at: null, why: message.why });
    case "withdrawn":
      if (!concerns(desk, message.call_id)) return desk;
      return { ...cleared(desk, "available", now), withdrawn: message.why };
    case "ended":
      if (!concerns(desk, message.call_id)) return desk;
      return {
        ...desk,
        state: "wrap_up",
        since: now,
        returning: false,
        handover: undefined,
        ended: { at: message.at, until: message.wrap_up_until },
      };
    case "state":
      return withState(desk, message.state, message.reason ?? null, message.until ?? null, now);
    case "path":
      if (!desk.card || !concerns(desk, message.call_id)) return desk;
      return { ...desk, card: { ...desk.card, path: merged(desk.card.path, message.steps) } };
    case "billing":
      if (!desk.card || !concerns(desk, message.call_id)) return desk;
      return { ...desk, card: withBilling(desk.card, message) };
    case "path_live":
      return { ...desk, pathLive: message.path_live };
    default:
      return desk;
  }
}

function placed(desk: Desk, callId: string, became: NonNullable<Card["placed"]>): Desk {
  if (!desk.card || !concerns(desk, callId)) return desk;
  return { ...desk, card: { ...desk.card, placed: became } };
}

function withBilling(card: Card, message: Message & { type: "billing" }): Card {
  const { billing, invoices = card.invoices, overdue = card.overdue } = message;
  return { ...card, billing, invoices, overdue };
}

/** The desk once its wrap-up was accepted by the server. */
export function wrappedUp(desk: Desk, callId: string, now: number): Desk {
  if (!concerns(desk, callId)) return desk;
  const state = isFree(desk.state) ? desk.state : "available";
  return { ...cleared(desk, state, now), reason: isFree(desk.state) ? desk.reason : null };
}

function cleared(desk: Desk, state: AgentState, since: number): Desk {
  return { ...EMPTY_DESK, state, since, pathLive: desk.pathLive };
}

/** The desk that keeps its call on screen after the time box: there is something unsaved. */
export function kept(desk: Desk, before: Desk): Desk {
  const { card, answeredAt, ended } = before;
  return { ...desk, card, answeredAt, ended };
}

/** What is known of the call's handing on, which may be told before its card. */
const ofCall = (desk: Desk, callId: string): Handover | undefined =>
  desk.handover?.call_id === callId ? desk.handover : undefined;

const isFree = (state: AgentState): boolean =>
  state === "available" || state === "paused" || state === "offline";

function concerns(desk: Desk, callId: string): boolean {
  return desk.card?.call_id === callId;
}

function hello(desk: Desk, message: Message & { type: "hello" }, now: number): Desk {
  const card = message.call ?? undefined;
  const known = card !== undefined && concerns(desk, card.call_id);
  const until = message.until ?? null;
  const ended =
    card && message.state === "wrap_up"
      ? { at: desk.ended?.at ?? new Date(now).toISOString(), until }
      : undefined;
  const talking = message.state === "talking" && Boolean(message.answered_at);
  return {
    state: message.state,
    reason: message.reason ?? null,
    since: message.state === desk.state ? desk.since : now,
    card,
    returning: talking && (known ? desk.returning : card !== undefined),
    handover: undefined,
    answeredAt: message.answered_at ?? (known ? desk.answeredAt : undefined),
    ended,
    withdrawn: undefined,
    pathLive: message.path_live ?? true,
  };
}

function withState(
  desk: Desk,
  state: AgentState,
  reason: string | null,
  until: string | null,
  now: number,
): Desk {
  const since = state === desk.state && reason === desk.reason ? desk.since : now;
  if (isFree(state) && (desk.ended || !desk.answeredAt)) {
    return { ...cleared(desk, state, since), reason, withdrawn: desk.withdrawn };
  }
  const ended = desk.ended && until ? { ...desk.ended, until } : desk.ended;
  return { ...desk, state, reason, since, ended };
}

function merged(known: readonly PathStep[], news: readonly PathStep[]): readonly PathStep[] {
  const seen = new Set(known.map(identity));
  const added = news.filter((step) => !seen.has(identity(step)));
  return [...known, ...added].sort((a, b) => a.at.localeCompare(b.at));
}

const identity = (step: PathStep): string => `${step.at} ${step.kind} ${step.label ?? ""}`;
