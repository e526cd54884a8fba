// The agent's station: server, phone, ring and draft behind one set of signals and actions.

import { computed, effect, signal } from "@preact/signals";

import { millis } from "../format/time";
import { Devices } from "../line/devices";
import { allowNotifications, notify } from "../line/notification";
import { QualityWatch } from "../line/quality_watch";
import { RingTone } from "../line/ring_tone";
import { Softphone } from "../line/softphone";
import type { ChosenState, Disposition, Me } from "../model/agent";
import type { MissedCall } from "../model/backlog";
import { EMPTY_DESK, fold, kept, wrappedUp } from "../model/desk";
import { type Message, parseMessage } from "../model/message";
import { comesBack, phaseOf } from "../model/phase";
import { taskWish } from "../model/task";
import * as api from "../web/api";
import { Live, liveUrl } from "../web/live";
import { serverNow, tick } from "../web/server_clock";
import { Backlog } from "./backlog";
import { placeCall } from "./call_button";
import { type Draft, dropDraft, EMPTY_DRAFT, keepDraft, readDraft } from "./draft";
import { HandingOn } from "./handing_on";
import { OwnNews } from "./own_news";

const LAST_MOMENT_MS = 2000;
/** By then the call log has the end of a call, of which the figures are counted. */
const LOGGED_AFTER_MS = 3000;

export class Station {
  readonly me = signal<Me | undefined>(undefined);
  readonly desk = signal(EMPTY_DESK);
  readonly dispositions = signal<readonly Disposition[]>([]);
  readonly draft = signal<Draft>(EMPTY_DRAFT);
  /** What went wrong last, in Spanish; undefined once it is mended or dismissed. */
  readonly trouble = signal<string | undefined>(undefined);
  readonly saving = signal(false);
  readonly keysShown = signal(false);
  readonly news = new OwnNews();
  readonly backlog = new Backlog((work) => this.attempt(work));
  readonly handing = new HandingOn((work) => this.attempt(work), () => this.callId.peek());
  readonly phone = new Softphone();
  readonly devices = new Devices();
  readonly quality = new QualityWatch();
  readonly live = new Live(
    liveUrl(location),
    parseMessage,
    (message) => this.receive(message),
    () => void this.checkSession(),
  );
  /** The desk telephone that is answered with in place of the browser. */
  readonly handset = computed(() => this.me.value?.telephone ?? undefined);
  readonly phase = computed(() =>
    phaseOf(this.desk.value, this.phone.call.value, this.handset.value !== undefined),
  );
  readonly callId = computed(() => this.desk.value.card?.call_id);
  /** Neither a call nor a wrap-up keeps the agent: a call may be placed. */
  readonly free = computed(() => ["available", "paused", "offline"].includes(this.phase.value));
  private readonly ring = new RingTone();
  private savedInTime: string | undefined;
  private takenUp = false;
  private readonly endings: (() => void)[] = [];

  async start(): Promise<void> {
    this.ring.unlockOnGesture();
    const me = await this.attempt(api.me());
    if (!me) return;
    this.me.value = me;
    this.desk.value = { ...EMPTY_DESK, state: me.state, reason: me.reason, since: serverNow() };
    this.takeTelephone(me);
    this.live.start();
    this.endings.push(
      this.devices.start(),
      effect(() => this.phone.useSpeaker(this.devices.speaker.value)),
      effect(() => this.phone.useMicrophone(this.devices.microphone.value)),
      effect(() => this.useRing()),
      effect(() => this.watchQuality()),
      effect(() => this.takeUp()),
      effect(() => this.soundRing()),
      effect(() => this.noteTalk()),
      effect(() => this.loadDraft()),
      effect(() => this.saveInTime()),
    );
    window.addEventListener("pagehide", this.leave);
    window.addEventListener("beforeunload", this.warn);
    if (me.desk) void this.phone.checkMicrophone().then(() => this.devices.look());
    this.dispositions.value = (await this.attempt(api.dispositions())) ?? [];
  }

  stop(): void {
    window.removeEventListener("pagehide", this.leave);
    window.removeEventListener("beforeunload", this.warn);
    for (const end of this.endings.splice(0)) end();
    this.leave();
  }

  async choose(state: ChosenState, reason?: string): Promise<void> {
    allowNotifications();
    await this.attempt(api.chooseState(state, reason));
  }

  /** Answers with a desk telephone from now on; null: with this browser. Throws ApiError. */
  async answerWith(telephone: string | null): Promise<void> {
    await api.post<void>("/me/telephone", { telephone });
    const me = await this.attempt(api.me());
    if (!me) return;
    this.me.value = me;
    this.phone.stop();
    this.takeTelephone(me);
  }

  /** Hangs up the desk telephone, which Asterisk does for us. */
  async hangUpHandset(): Promise<void> {
    await this.attempt(api.post<void>("/me/hang-up", {}));
  }

  async logOut(): Promise<void> {
    const next = await this.attempt(api.logOut());
    this.stop();
    location.assign(next ?? "/entrar");
  }

  write(part: Partial<Draft>): void {
    const callId = this.callId.peek();
    if (!callId) return;
    this.draft.value = { ...this.draft.peek(), ...part };
    keepDraft(callId, this.draft.peek());
  }

  /** Sends the wrap-up; the agent is free again once the server has it. */
  async save(): Promise<void> {
    const callId = this.callId.peek();
    const { disposition, note, task } = this.draft.peek();
    if (!callId || !disposition || this.saving.peek() || this.phase.peek() !== "wrap_up") return;
    this.saving.value = true;
    const wrapUp = { disposition, note: note.trim(), task: taskWish(task) };
    const done = await this.attempt(api.wrapUp(callId, wrapUp).then(() => true));
    this.saving.value = false;
    if (!done) return;
    dropDraft(callId);
    this.desk.value = wrappedUp(this.desk.peek(), callId, serverNow());
    if (wrapUp.task) await this.backlog.lookAtTasks();
    await this.refreshFigures();
  }

  /** Asks the supervisor in the present call, or takes it back. */
  async askSupervisor(): Promise<void> {
    if (this.phase.peek() !== "talking") return;
    const path = this.news.help.peek() ? "/me/help/withdraw" : "/me/help";
    await this.attempt(api.post<void>(path, {}));
  }

  /** Calls somebody whom nobody took. */
  async callBack(call: MissedCall): Promise<void> {
    if (!call.number || !this.free.peek()) return;
    const placed = await this.attempt(placeCall({ call_id: call.call_id }));
    if (placed) this.backlog.drawer.value = undefined;
  }

  /** Gives the present wrap-up more time, once. */
  async moreTime(): Promise<void> {
    const callId = this.callId.peek();
    const offered = (this.me.peek()?.more_seconds ?? 0) > 0 && !this.news.prolonged.peek();
    if (!callId || !offered || this.phase.peek() !== "wrap_up") return;
    await this.attempt(api.post<void>(`/calls/${encodeURIComponent(callId)}/wrap-up/more`, {}));
  }

  private receive(message: Message): void {
    this.news.take(message);
    const before = this.desk.peek();
    const after = fold(before, message, serverNow());
    const unsaved = message.type === "state" && before.ended && !after.card && this.written();
    this.desk.value = unsaved ? kept(after, before) : after;
    if (message.type === "ended" || message.type === "withdrawn") {
      setTimeout(() => void this.refreshFigures(), LOGGED_AFTER_MS);
    }
  }

  private written(): boolean {
    const { disposition, note, task } = this.draft.peek();
    return disposition !== "" || note.trim() !== "" || Boolean(task?.what.trim());
  }

  /** Saves what was chosen just before the time box ends, so that it isn't lost. */
  private saveInTime(): void {
    const until = millis(this.desk.value.ended?.until);
    if (until === undefined || until - tick.value > LAST_MOMENT_MS) return;
    const callId = this.callId.peek();
    if (!callId || callId === this.savedInTime || this.phase.peek() !== "wrap_up") return;
    this.savedInTime = callId;
    void this.save();
  }

  private async refreshFigures(): Promise<void> {
    this.me.value = (await this.attempt(api.me())) ?? this.me.peek();
  }

  private async checkSession(): Promise<void> {
    await api.me().catch((error: unknown) => {
      if (error instanceof api.ApiError && error.signedOut) this.signIn();
    });
  }

  private async attempt<T>(work: Promise<T>): Promise<T | undefined> {
    try {
      const result = await work;
      this.trouble.value = undefined;
      return result;
    } catch (error) {
      if (!(error instanceof api.ApiError)) throw error;
      if (error.signedOut) this.signIn();
      else this.trouble.value = error.message;
      return undefined;
    }
  }

  private signIn(): void {
    if (this.phone.call.peek()) return;
    location.assign("/entrar?ir=/puesto");
  }

  /** Answers, once, the call that this agent was talking on when the page was lost. */
  private takeUp(): void {
    const call = this.phone.call.value;
    if (!call) this.takenUp = false;
    if (this.takenUp || !comesBack(this.desk.value, call)) return;
    this.takenUp = true;
    void this.phone.answer();
  }

  private takeTelephone(me: Me): void {
    if (me.desk) this.phone.start(me.desk);
    else if (!me.telephone) this.trouble.value = "Su usuario no atiende ninguna cola: no le entran llamadas.";
  }

  private useRing(): void {
    const { tone, volume } = this.devices.choice.value;
    this.ring.use({ tone, volume, device: this.devices.ring.value });
  }

  /** Measures each call from its first sound to its end, and has that kept. */
  private watchQuality(): (() => void) | undefined {
    const connection = this.phone.connection.value;
    if (!connection) return undefined;
    const callId = this.phone.call.peek()?.callId;
    this.quality.start(connection);
    return () => {
      const record = this.quality.stop();
      if (record && callId) void api.keepQuality(callId, record).catch(() => undefined);
    };
  }

  private soundRing(): (() => void) | undefined {
    const { call } = this.phone;
    if (call.value?.status !== "ringing" || call.value.placed) return undefined;
    const reason = this.desk.peek().card?.reason;
    const withdraw = notify("Llamada entrante", reason ?? "Línea única de atención");
    this.ring.start();
    return () => {
      this.ring.stop();
      withdraw();
    };
  }

  /** The phone knows of the talk before the server says so, or when the server is away. */
  private noteTalk(): void {
    const call = this.phone.call.value;
    const card = this.desk.peek().card;
    if (call?.status !== "talking" || !card || this.desk.peek().answeredAt) return;
    const at = new Date(serverNow()).toISOString();
    const answered = { type: "answered", seq: 0, call_id: card.call_id, at } as const;
    this.desk.value = fold(this.desk.peek(), answered, serverNow());
  }

  private loadDraft(): void {
    const callId = this.callId.value;
    this.draft.value = callId ? readDraft(callId) : EMPTY_DRAFT;
  }

  private readonly leave = (): void => {
    this.phone.stop();
    this.live.stop();
  };

  private readonly warn = (event: BeforeUnloadEvent): void => {
    if (this.phone.call.peek()?.status === "talking") event.preventDefault();
  };
}
