// The wrap-up: result and note, which may be begun while the call still goes on.

import { useEffect } from "preact/hooks";

import { clock, millis } from "../format/time";
import { Panel } from "../parts/panel";
import { tick } from "../web/server_clock";
import { DispositionList } from "./disposition_list";
import type { Station } from "./station";

const LONGEST_NOTE = 2000;

function Remaining({ until, since }: { until: number; since: number }) {
  const left = Math.max(0, until - tick.value);
  const share = Math.min(1, left / Math.max(1, until - since));
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
    </span>
  );
}

function saveHint(station: Station): string {
  if (station.phase.value !== "wrap_up") return "Se guarda al terminar la llamada";
  if (!station.draft.value.disposition) return "Elija un resultado";
  return "Ctrl + Intro";
}

export function WrapUpPanel({ station }: { station: Station }) {
  const phase = station.phase.value;
  const { ended, since } = station.desk.value;
  const { disposition, note } = station.draft.value;
  const open = phase === "talking" || phase === "wrap_up";
  const until = millis(ended?.until);
  const ready = phase === "wrap_up" && disposition !== "" && !station.saving.value;
  useEffect(() => {
    if (phase === "wrap_up") document.getElementById("disposition-search")?.focus();
  }, [phase]);
  const onKey = (event: KeyboardEvent): void => {
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
      event.preventDefault();
      void station.save();
    }
  };
  return (
    <Panel
      id="wrap-up"
      title="Cierre de la llamada"
      aside={phase === "wrap_up" && until !== undefined && <Remaining until={until} since={since} />}
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
        <label class="note-label" for="wrap-up-note">
          Nota
        </label>
        <textarea
          id="wrap-up-note"
          rows={2}
          maxLength={LONGEST_NOTE}
          disabled={!open}
          placeholder="Qué se le dijo y qué queda pendiente"
          value={note}
          onInput={(event) => station.write({ note: event.currentTarget.value })}
        />
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
