// The wrap-up: result, note and what remains to be done; begun while the call still goes on.

import { useEffect, useLayoutEffect } from "preact/hooks";

import { clock, millis } from "../format/time";
import type { TaskDraft } from "../model/task";
import { Panel } from "../parts/panel";
import { tick } from "../web/server_clock";
import { DispositionList } from "./disposition_list";
import { FiledList } from "./filed_list";
import { SHORTCUTS } from "./shortcut";
import type { Station } from "./station";
import { emptyTask, TaskFields } from "./task_fields";

const LONGEST_NOTE = 2000;
const FILED_EVERY_MS = 10_000;

function Remaining({ station, until, since }: { station: Station; until: number; since: number }) {
  const left = Math.max(0, until - tick.value);
  const share = Math.min(1, left / Math.max(1, until - since));
  const more = station.me.value?.more_seconds ?? 0;
  return (
    <span class={`panel-aside remaining ${left < 15_000 ? "late" : ""}`}>
      {left > 0 ? (
        <>
          <span class="figures">{clock(left / 1000)}</span> para cerrar{" "}
        </>
      ) : (
        "Tiempo cumplido"
      )}
      <span class="remaining-bar" aria-hidden="true">
        <span style={{ transform: `scaleX(${share})` }} />
      </span>
      {more > 0 && left > 0 && (
        <button
          type="button"
          class="more-time"
          disabled={station.news.prolonged.value}
          title={`Agrega ${clock(more)}, una vez (${SHORTCUTS.moreTime.label})`}
          onClick={() => void station.moreTime()}
        >
          {station.news.prolonged.value ? "Ya se alargó" : "Más tiempo"}
        </button>
      )}
    </span>
  );
}

function saveHint(station: Station): string {
  if (station.phase.value !== "wrap_up") return "Se guarda al terminar la llamada";
  const { disposition } = station.draft.value;
  const chosen = station.dispositions.value.find(({ code }) => code === disposition);
  return chosen ? `${chosen.label} · Ctrl + Intro` : "Elija un resultado";
}

/** Looks what was filed, now and again: it is filed in other tabs. */
function useFiled(station: Station): void {
  const callId = station.callId.value;
  const phase = station.phase.value;
  const watched = phase === "talking" || phase === "wrap_up";
  useEffect(() => {
    const look = (): void => void station.backlog.lookAtFiled(watched ? callId : undefined);
    look();
    if (!watched) return undefined;
    const again = setInterval(look, FILED_EVERY_MS);
    window.addEventListener("focus", look);
    return () => {
      clearInterval(again);
      window.removeEventListener("focus", look);
    };
  }, [station, callId, watched, phase]);
}

function FollowUp({ station, open }: { station: Station; open: boolean }) {
  const { task } = station.draft.value;
  /** The button that was pressed goes away: the keyboard goes on where one writes. */
  const change = (written: TaskDraft | undefined, next: string): void => {
    station.write({ task: written });
    requestAnimationFrame(() => document.querySelector<HTMLElement>(next)?.focus());
  };
  if (!task) {
    return (
      <button
        type="button"
        class="add-task"
        disabled={!open}
        onClick={() => change(emptyTask(), ".follow-up .task-what")}
      >
        + Tarea de seguimiento
      </button>
    );
  }
  return (
    <div class="follow-up">
      <TaskFields station={station} task={task} disabled={!open} write={(written) => station.write({ task: written })} />
      <button
        type="button"
        class="drop-task"
        aria-label="Quitar la tarea"
        disabled={!open}
        onClick={() => change(undefined, "#wrap-up-note")}
      >
        ×
      </button>
    </div>
  );
}

export function WrapUpPanel({ station }: { station: Station }) {
  const phase = station.phase.value;
  const { ended, since } = station.desk.value;
  const { disposition, note } = station.draft.value;
  const open = phase === "talking" || phase === "wrap_up";
  const until = millis(ended?.until);
  const ready = phase === "wrap_up" && disposition !== "" && !station.saving.value;
  useFiled(station);
  useLayoutEffect(() => {
    if (phase === "wrap_up") document.getElementById("disposition-search")?.focus();
  }, [phase]);
  const onKey = (event: KeyboardEvent): void => {
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
      event.preventDefault();
      void station.save();
    } else if (event.key === "Enter" && (event.target as Element).matches("input, select")) {
      event.preventDefault();
    }
  };
  return (
    <Panel
      id="wrap-up"
      title="Cierre de la llamada"
      aside={
        phase === "wrap_up" &&
        until !== undefined && <Remaining station={station} until={until} since={since} />
      }
    >
      <form
        class="wrap-up"
        onKeyDown={onKey}
        onSubmit={(event) => {
          event.preventDefault();
          void station.save();
        }}
      >
        <DispositionList
          key={station.callId.value ?? ""}
          all={station.dispositions.value}
          chosen={disposition}
          disabled={!open}
          choose={(code) => station.write({ disposition: code })}
        />
        <FiledList filed={open ? station.backlog.filed.value : undefined} />
        <label class="unseen" for="wrap-up-note">
          Nota
        </label>
        <textarea
          id="wrap-up-note"
          rows={2}
          maxLength={LONGEST_NOTE}
          disabled={!open}
          placeholder="Nota: qué se le dijo y qué queda pendiente"
          value={note}
          onInput={(event) => station.write({ note: event.currentTarget.value })}
        />
        <FollowUp station={station} open={open} />
        <div class="save-row">
          <span class="faint">{open ? saveHint(station) : ""}</span>
          <button type="submit" class="primary" disabled={!ready}>
            {station.saving.value ? "Guardando…" : "Guardar y quedar disponible"}
          </button>
        </div>
      </form>
    </Panel>
  );
}
