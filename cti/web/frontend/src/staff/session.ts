// Who is signed in on a staff page, and what they may do.

import { get } from "../web/api";
import type { Agent } from "../model/agent";

/** The rights (cti/web/access.py) by which the pages show or leave out what one may do. */
export type Right =
  | "serve_calls"
  | "see_calls"
  | "listen"
  | "see_board"
  | "monitor"
  | "see_reports"
  | "see_cases"
  | "work_cases"
  | "assign_cases"
  | "enter_outages"
  | "read_ethics"
  | "see_audit"
  | "administer";

export interface Session {
  readonly agent: Agent;
  readonly rights: readonly string[];
}

export const session = (): Promise<Session> => get("/session");

export function mayDo(person: Session, right: Right): boolean {
  return person.rights.includes(right);
}
