// The server's REST interface (docs/architecture.md, section 5).

import type { QualityRecord } from "../line/quality";
import type { Agent, ChosenState, Disposition, Me } from "../model/agent";
import { learnTime } from "./server_clock";

/** A refusal of the server (problem+json, RFC 9457); `message` is Spanish and may be shown. */
export class ApiError extends Error {
  constructor(
    message: string,
    readonly status: number,
    readonly code: string,
  ) {
    super(message);
  }

  /** True where the session is over and the person must sign in again. */
  get signedOut(): boolean {
    return this.status === 401;
  }
}

export interface DemoPhone {
  readonly uri: string;
  readonly password: string;
  readonly ws: string;
  readonly ice: readonly RTCIceServer[];
  readonly line: string;
  readonly callers: readonly { readonly number: string; readonly label: string }[];
}

const UNREACHABLE = "No hay conexión con el servidor. Revise la red e intente de nuevo.";
const TIMEOUT_MS = 10_000;
/** A report of a year may take so long. */
const SLOW_MS = 120_000;

async function request<T>(
  method: "GET" | "POST",
  path: string,
  body?: unknown,
  timeout = TIMEOUT_MS,
  keepalive = false,
): Promise<T> {
  const headers: Record<string, string> = { Accept: "application/json", "X-Linea": "1" };
  if (body !== undefined) headers["Content-Type"] = "application/json";
  const signal = AbortSignal.timeout(timeout);
  const options: RequestInit = { method, headers, credentials: "same-origin", signal, keepalive };
  if (body !== undefined) options.body = JSON.stringify(body);
  let response: Response;
  try {
    response = await fetch(`/api/v1${path}`, options);
  } catch {
    throw new ApiError(UNREACHABLE, 0, "unreachable");
  }
  learnTime(response.headers.get("Date"));
  if (!response.ok) throw await refusal(response);
  if (response.status === 204) return undefined as T;
  return (await response.json()) as T;
}

async function refusal(response: Response): Promise<ApiError> {
  const problem: unknown = await response.json().catch(() => ({}));
  const { title, detail, code } = (problem ?? {}) as Record<string, unknown>;
  const text = [title, detail].find((part) => typeof part === "string" && part) as
    | string
    | undefined;
  const fallback = `El servidor no pudo atender la solicitud (${response.status}).`;
  return new ApiError(
    text ?? fallback,
    response.status,
    typeof code === "string" ? code : "problem",
  );
}

/** Any other resource below /api/v1. Throws ApiError. */
export const get = <T>(path: string): Promise<T> => request<T>("GET", path);

/** What takes the server long to count. Throws ApiError. */
export const getSlowly = <T>(path: string): Promise<T> => request<T>("GET", path, undefined, SLOW_MS);

/** Any other change below /api/v1. Throws ApiError. */
export const post = <T>(path: string, body: unknown): Promise<T> => request<T>("POST", path, body);

export const logIn = (user: string, password: string): Promise<{ agent: Agent }> =>
  request("POST", "/login", { user, password });

/** Signs out; gives where to go then: the form, or the identity provider to sign out there too. */
export async function logOut(): Promise<string> {
  const answer = await request<{ leave: string } | undefined>("POST", "/logout", {});
  return answer?.leave ?? "/entrar";
}

export const me = (): Promise<Me> => request("GET", "/me");

export const chooseState = (state: ChosenState, reason?: string): Promise<void> =>
  request("POST", "/me/state", reason ? { state, reason } : { state });

export const dispositions = (): Promise<readonly Disposition[]> => request("GET", "/dispositions");

export interface WrapUp {
  readonly disposition: string;
  readonly note: string;
  readonly task?: object | undefined;
}

export const wrapUp = (callId: string, wrapUp: WrapUp): Promise<void> =>
  request("POST", `/calls/${encodeURIComponent(callId)}/wrap-up`, wrapUp);

/** How a call was carried; sent also by a page that is about to go. */
export const keepQuality = (callId: string, record: QualityRecord): Promise<void> =>
  request("POST", `/calls/${encodeURIComponent(callId)}/quality`, record, TIMEOUT_MS, true);

export const demoPhone = (): Promise<DemoPhone> => request("GET", "/demo/phone");

