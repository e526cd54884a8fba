// The WebSocket that keeps a page up to date. A gap in the sequence means a new snapshot.

import { signal } from "@preact/signals";

export type LiveStatus = "connecting" | "open" | "lost";

const FIRST_WAIT_MS = 400;
const LONGEST_WAIT_MS = 5000;
/** The server sends something (a ping is answered by the browser) or the network is dead. */
const OPEN_DEADLINE_MS = 8000;

/** What every message has; `type` `hello` is a snapshot. */
export interface Numbered {
  readonly type: string;
  readonly seq: number;
}

export class Live<M extends Numbered> {
  readonly status = signal<LiveStatus>("connecting");
  private socket: WebSocket | undefined;
  private timer: ReturnType<typeof setTimeout> | undefined;
  private wait = FIRST_WAIT_MS;
  private seq: number | undefined;
  private stopped = false;

  /** `onLost` is told each time a connection fails: the session may be over. */
  constructor(
    private readonly url: string,
    private readonly parse: (text: string) => M | undefined,
    private readonly onMessage: (message: M) => void,
    private readonly onLost: () => void,
  ) {}

  start(): void {
    this.stopped = false;
    window.addEventListener("online", this.hurry);
    window.addEventListener("offline", this.drop);
    this.connect();
  }

  stop(): void {
    this.stopped = true;
    window.removeEventListener("online", this.hurry);
    window.removeEventListener("offline", this.drop);
    clearTimeout(this.timer);
    this.leave();
  }

  private connect(): void {
    clearTimeout(this.timer);
    this.leave();
    this.seq = undefined;
    const socket = new WebSocket(this.url);
    this.socket = socket;
    socket.onmessage = ({ data }) => this.receive(String(data));
    socket.onclose = () => this.lost();
    this.timer = setTimeout(() => socket.readyState === WebSocket.OPEN || this.lost(), OPEN_DEADLINE_MS);
  }

  private receive(text: string): void {
    const message = this.parse(text);
    if (!message) return;
    const gap = this.seq !== undefined && message.seq !== this.seq + 1;
    if (message.type !== "hello" && (this.seq === undefined || gap)) {
      this.connect();
      return;
    }
    this.seq = message.seq;
    this.wait = FIRST_WAIT_MS;
    this.status.value = "open";
    this.onMessage(message);
  }

  private lost(): void {
    this.leave();
    if (this.stopped) return;
    this.status.value = "lost";
    this.onLost();
    const jitter = 0.7 + Math.random() * 0.6;
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.connect(), this.wait * jitter);
    this.wait = Math.min(this.wait * 2, LONGEST_WAIT_MS);
  }

  private leave(): void {
    const socket = this.socket;
    this.socket = undefined;
    if (!socket) return;
    socket.onmessage = null;
    socket.onclose = null;
    socket.close();
  }

  private readonly hurry = (): void => {
    if (!this.socket) this.connect();
  };

  private readonly drop = (): void => this.lost();
}

/** The address of a WebSocket beside this page: the desk's, or another below /api/v1. */
export function liveUrl(location: Location, path = "/live"): string {
  return `${location.protocol === "https:" ? "wss" : "ws"}://${location.host}/api/v1${path}`;
}
