// What the agent is doing: the server's word and the phone's own, which may arrive in any order.

import type { PhoneCall } from "../line/softphone";
import type { AgentState } from "./agent";
import type { Desk } from "./desk";

export type Phase = AgentState;

/**
 * The phone knows best what it is doing; without a call on it the server's word stands, which is
 * all there is for a telephone `elsewhere`, beside the browser.
 */
export function phaseOf(desk: Desk, call: PhoneCall | undefined, elsewhere = false): Phase {
  if (call) return call.status === "ringing" ? "ringing" : "talking";
  if (desk.returning) return "talking";
  if (!desk.card) return desk.state === "ringing" ? "available" : desk.state;
  if (!desk.ended && desk.card.placed && !desk.answeredAt) return "talking";
  if (!desk.ended && desk.answeredAt && elsewhere) return "talking";
  if (desk.ended || desk.answeredAt) return "wrap_up";
  return "ringing";
}

/** The call that rings was being talked here when the desk was lost: nobody need answer again. */
export function comesBack(desk: Desk, call: PhoneCall | undefined): boolean {
  if (call?.direction !== "incoming" || call.status !== "ringing") return false;
  return desk.card?.call_id === call.callId && Boolean(desk.answeredAt) && !desk.ended;
}

/** The card belongs to the ringing phone, or no phone has rung yet. */
export function sameCall(desk: Desk, call: PhoneCall | undefined): boolean {
  return !desk.card || !call?.callId || desk.card.call_id === call.callId;
}
