// A telephone in the page: SIP over WebSocket to Asterisk, one call at a time (JsSIP).

import { signal } from "@preact/signals";
import { C, UA, WebSocketInterface } from "jssip";
import type { RTCSession } from "jssip/lib/RTCSession";
import type { RTCSessionEvent } from "jssip/lib/UA";

import { serverNow } from "../web/server_clock";
import { closeStream, MicrophoneError, openMicrophone, silence } from "./microphone";

export type Registration = "connecting" | "registered" | "lost" | "refused";

export interface SipAccount {
  readonly uri: string;
  readonly password: string;
  /** Of the page's own origin (`/ws`), or a whole address. */
  readonly ws: string;
  readonly display?: string;
  /** What passes on the sound where a firewall stands between; none on one network. */
  readonly ice?: readonly RTCIceServer[];
}

export interface PhoneCall {
  /** The line's call_id from `X-Linea-Call`; undefined on calls placed here. */
  readonly callId: string | undefined;
  readonly direction: "incoming" | "outgoing";
  /** The agent's own call to somebody: this telephone is rung first, and answers by itself. */
  readonly placed: boolean;
  readonly status: "ringing" | "connecting" | "talking";
  readonly held: boolean;
  readonly muted: boolean;
  /** When the talk began, in milliseconds of the server's clock. */
  readonly talkingSince: number | undefined;
}

const CALL_HEADER = "X-Linea-Call";
const PLACED_HEADER = "X-Linea-Placed";
/** A page that comes back must be rung again within five seconds. */
const RECOVERY_SECONDS = { connection_recovery_min_interval: 1, connection_recovery_max_interval: 4 };
const REGISTER_SECONDS = 120;
/** A page that leaves while it rings is no missed call: Asterisk hears cause 34, not 19. */
const TELEPHONE_GONE = { status_code: 503, reason_phrase: "Page Gone" };
/** A page that leaves in mid-talk doesn't hang up: Asterisk keeps the caller (RFC 3326). */
const PAGE_CLOSED = { extraHeaders: ['Reason: Q.850;cause=41;text="page closed"'] };
/** On one network the first candidates are enough; gathering all may take seconds. */
const ICE_WAIT_MS = 250;
/** A relay needs to be asked for its candidate, over the network. */
const RELAY_WAIT_MS = 1500;
const TONE_MS = { duration: 100, interToneGap: 60 };
/** A call that was answered and has no sound by then is placed anew, once. */
const SOUND_WITHIN_MS = 4000;
const NO_SOUND =
  "La llamada se contestó pero el sonido no pasa: la red bloquea el audio. Avise al administrador.";

/** Where a page's WebSocket is, by its origin: `/ws` of https://… is wss://…/ws. */
function socketAddress(ws: string): string {
  const address = new URL(ws, location.href);
  address.protocol = address.protocol.replace("http", "ws");
  return address.href;
}

export class Softphone {
  readonly registration = signal<Registration>("connecting");
  readonly call = signal<PhoneCall | undefined>(undefined);
  /** What keeps the person from talking, with the mend; undefined when nothing does. */
  readonly problem = signal<string | undefined>(undefined);
  /** Why the last call ended, in SIP's words (JsSIP cause). */
  readonly lastCause = signal<string | undefined>(undefined);
  readonly remote = signal<MediaStream | undefined>(undefined);
  /** What carries the call's sound, to be measured. */
  readonly connection = signal<RTCPeerConnection | undefined>(undefined);
  private ua: UA | undefined;
  private session: RTCSession | undefined;
  private microphone: MediaStream | undefined;
  private microphoneDevice = "";
  private placeAnew: (() => void) | undefined;
  private ice: RTCIceServer[] = [];
  private readonly speaker = new Audio();

  start(account: SipAccount): void {
    this.ua?.stop();
    this.ice = [...(account.ice ?? [])];
    const ua = new UA({
      uri: account.uri,
      password: account.password,
      sockets: [new WebSocketInterface(socketAddress(account.ws))],
      ...(account.display ? { display_name: account.display } : {}),
      register_expires: REGISTER_SECONDS,
      session_timers: false,
      ...RECOVERY_SECONDS,
    });
    this.ua = ua;
    const now = (state: Registration): void => {
      if (this.ua === ua) this.registration.value = state;
    };
    ua.on("registered", () => now("registered"));
    ua.on("unregistered", () => now("connecting"));
    ua.on("registrationFailed", ({ response }) => now(response ? "refused" : "lost"));
    ua.on("disconnected", () => now("lost"));
    ua.on("newRTCSession", (event: RTCSessionEvent) => this.meet(event));
    ua.start();
  }

  /** Lets go of the call, unregisters and closes the connection: the server learns at once. */
  stop(): void {
    const session = this.session;
    if (session && this.call.peek()?.direction === "incoming") {
      session.terminate(session.isEstablished() ? PAGE_CLOSED : TELEPHONE_GONE);
    }
    this.ua?.stop();
    this.ua = undefined;
  }

  /** Hears calls on another device from now on; empty is the default one. */
  useSpeaker(device: string): void {
    if ("setSinkId" in this.speaker) void this.speaker.setSinkId(device).catch(() => undefined);
  }

  /** Speaks through another device from now on, in the call that goes on too. */
  useMicrophone(device: string): void {
    if (device === this.microphoneDevice) return;
    this.microphoneDevice = device;
    if (this.microphone) void this.renewMicrophone();
  }

  /** The call goes on through the microphone that there is now. */
  private async renewMicrophone(): Promise<void> {
    const session = this.session;
    const stream = await this.listen();
    const [track] = stream?.getAudioTracks() ?? [];
    const senders = session?.connection?.getSenders() ?? [];
    const sender = senders.find((one) => one.track?.kind === "audio");
    if (!track || !sender || session !== this.session) return closeStream(stream);
    const call = this.call.peek();
    track.enabled = !call?.muted && !call?.held;
    await sender.replaceTrack(track);
    closeStream(this.microphone);
    this.microphone = stream;
  }

  /** Opens the microphone once, so that permission is settled before a call rings. */
  async checkMicrophone(): Promise<boolean> {
    const stream = await this.listen();
    closeStream(stream);
    return stream !== undefined;
  }

  async answer(): Promise<void> {
    const session = this.session;
    if (!session || this.call.peek()?.status !== "ringing") return;
    this.change({ status: "connecting" });
    const stream = await this.listen();
    if (session !== this.session) return closeStream(stream);
    if (!stream) return this.change({ status: "ringing" });
    this.microphone = stream;
    session.answer({ mediaStream: stream, pcConfig: { iceServers: this.ice } });
  }

  /** Calls `target`, without a microphone in silence; `headers` are added to the INVITE. */
  async place(target: string, headers: readonly string[]): Promise<void> {
    await this.dial(target, headers, () => void this.dial(target, headers, undefined));
  }

  private async dial(
    target: string,
    headers: readonly string[],
    placeAnew: (() => void) | undefined,
  ): Promise<void> {
    if (!this.ua || this.call.peek()) return;
    const stream = (await this.listen()) ?? silence();
    if (!this.ua || this.call.peek()) return closeStream(stream);
    this.microphone = stream;
    this.placeAnew = placeAnew;
    const pcConfig = { iceServers: this.ice };
    this.ua.call(target, { mediaStream: stream, pcConfig, extraHeaders: [...headers] });
  }

  hangUp(): void {
    if (this.session && !this.session.isEnded()) this.session.terminate();
  }

  hold(on: boolean): void {
    if (on) this.session?.hold();
    else this.session?.unhold();
  }

  mute(on: boolean): void {
    if (on) this.session?.mute({ audio: true });
    else this.session?.unmute({ audio: true });
  }

  /** Sends one key as RFC 4733 events in the call's own audio. */
  key(tone: string): void {
    if (this.call.peek()?.status !== "talking") return;
    this.session?.sendDTMF(tone, { ...TONE_MS, transportType: C.DTMF_TRANSPORT.RFC2833 });
  }

  private async listen(): Promise<MediaStream | undefined> {
    try {
      const stream = await openMicrophone(this.microphoneDevice);
      for (const track of stream.getTracks()) {
        track.addEventListener("ended", () => stream === this.microphone && void this.renewMicrophone());
      }
      this.problem.value = undefined;
      return stream;
    } catch (error) {
      if (!(error instanceof MicrophoneError)) throw error;
      this.problem.value = error.message;
      return undefined;
    }
  }

  private meet({ session, originator, request }: RTCSessionEvent): void {
    const incoming = originator === "remote";
    const callId = incoming ? (request.getHeader(CALL_HEADER) ?? undefined) : undefined;
    const placed = incoming && request.getHeader(PLACED_HEADER) === "1";
    if (this.session) {
      if (!callId || callId !== this.call.peek()?.callId) {
        session.terminate({ status_code: 486 });
        return;
      }
      // The same call anew: the line lost our sound, and this session has been dead since.
      this.session.terminate();
    }
    this.session = session;
    this.lastCause.value = undefined;
    this.call.value = {
      callId,
      direction: incoming ? "incoming" : "outgoing",
      placed,
      status: incoming ? "ringing" : "connecting",
      held: false,
      muted: false,
      talkingSince: undefined,
    };
    this.follow(session);
    if (placed) void this.answer();
  }

  private follow(session: RTCSession): void {
    session.on("peerconnection", ({ peerconnection }) => this.hear(peerconnection));
    if (session.connection) this.hear(session.connection);
    const wait = this.ice.length ? RELAY_WAIT_MS : ICE_WAIT_MS;
    session.on("icecandidate", ({ ready }) => void setTimeout(ready, wait));
    session.on("progress", () => this.call.peek()?.direction === "outgoing" && this.change({ status: "ringing" }));
    session.on("accepted", () => this.awaitSound(session));
    session.on("hold", ({ originator }) => originator === "local" && this.change({ held: true }));
    session.on("unhold", ({ originator }) => originator === "local" && this.change({ held: false }));
    session.on("muted", () => this.change({ muted: true }));
    session.on("unmuted", () => this.change({ muted: false }));
    session.on("ended", ({ cause }) => this.over(cause));
    session.on("failed", ({ cause }) => this.over(cause));
  }

  /** Answered is not yet heard: keys and voice pass once the media's own handshake is done. */
  private awaitSound(session: RTCSession): void {
    const { connection } = session;
    const late = setTimeout(() => this.lacksSound(session), SOUND_WITHIN_MS);
    session.on("ended", () => clearTimeout(late));
    const look = (): void => {
      const { connectionState } = connection;
      if (connectionState === "failed") this.problem.value = NO_SOUND;
      if (connectionState !== "connected" && connectionState !== "failed") return;
      clearTimeout(late);
      connection.removeEventListener("connectionstatechange", look);
      this.change({ status: "talking", talkingSince: serverNow() });
    };
    connection.addEventListener("connectionstatechange", look);
    look();
  }

  /** Seldom the handshake of the media hangs; a desk is rung again by the line itself. */
  private lacksSound(session: RTCSession): void {
    const placeAnew = this.placeAnew;
    if (session !== this.session || !placeAnew || this.call.peek()?.direction !== "outgoing") return;
    session.on("ended", placeAnew);
    session.terminate();
  }

  private hear(connection: RTCPeerConnection): void {
    this.connection.value = connection;
    connection.addEventListener("track", ({ track, streams }) => {
      const stream = streams[0] ?? new MediaStream([track]);
      this.remote.value = stream;
      this.speaker.srcObject = stream;
      void this.speaker.play().catch(() => undefined);
    });
  }

  private change(part: Partial<PhoneCall>): void {
    const call = this.call.peek();
    if (call) this.call.value = { ...call, ...part };
  }

  private over(cause: string): void {
    closeStream(this.microphone);
    this.microphone = undefined;
    this.session = undefined;
    this.speaker.srcObject = null;
    this.remote.value = undefined;
    this.connection.value = undefined;
    this.lastCause.value = cause;
    this.call.value = undefined;
  }
}
