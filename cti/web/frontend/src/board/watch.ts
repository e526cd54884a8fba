// What the board knows: the last message, and whether it can still be believed.

import { computed, signal } from "@preact/signals";

import { time, timeWithSeconds } from "../format/time";
import { type BoardMessage, parseBoard } from "../model/board";
import { troubleOf } from "../parts/staff_page";
import { session } from "../staff/session";
import { Live, liveUrl } from "../web/live";
import { serverNow, tick } from "../web/server_clock";

/** The server speaks at least every two seconds; after this its silence means that it is gone. */
const STALE_MS = 6000;

export class Watch {
  readonly board = signal<BoardMessage | undefined>(undefined);
  private readonly heardAt = signal(serverNow());
  private readonly live = new Live(
    liveUrl(location, "/board"),
    parseBoard,
    (message) => {
      this.board.value = message;
      this.heardAt.value = serverNow();
    },
    () => void session().catch(troubleOf),
  );

  /** What is wrong with what is shown, in Spanish; undefined while all is live. */
  readonly trouble = computed(() => {
    const board = this.board.value;
    if (!board) return this.live.status.value === "lost" ? "Sin conexión con el servidor." : undefined;
    const silent = tick.value - this.heardAt.value > STALE_MS;
    if (this.live.status.value === "lost" || silent) {
      return `Sin conexión: lo que se ve es de las ${timeWithSeconds(board.at)}.`;
    }
    if (!board.asterisk) return "Asterisk no responde: no se ve lo que pasa ahora en las llamadas.";
    if (!board.store) {
      const since = board.day ? ` son de las ${time(board.day.at)}` : " no están";
      return `La base de datos no responde: las cuentas del día${since}.`;
    }
    return undefined;
  });

  start(): () => void {
    this.live.start();
    return () => this.live.stop();
  }
}
