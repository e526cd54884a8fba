// Handing the caller on: its button, whom to choose, and what goes on while a colleague is asked.

import { useCallback, useEffect } from "preact/hooks";

import { isConsulting } from "../model/handover";
import { BarButton } from "./bar_button";
import { ConsultationPanel } from "./consultation_panel";
import { listenForShortcuts, type Shortcut } from "./shortcut";
import type { Station } from "./station";
import { TransferPanel } from "./transfer_panel";

/** This agent asks a colleague while the caller waits. */
function asks(station: Station): boolean {
  const { handover } = station.desk.peek();
  return handover?.part === "by" && isConsulting(handover);
}

/** Nobody else is in the talk, so that somebody may be asked. */
function mayBegin(station: Station): boolean {
  const { handover } = station.desk.value;
  return !handover || handover.stage === "over" || handover.stage === "back" || handover.kind === "transfer";
}

/** For a telephone in the page and one on the desk alike: the server does it. */
export function HandOverControls({ station }: { station: Station }) {
  const { handing, phone } = station;
  const talking = station.phase.value === "talking";
  const choosing = talking && handing.open.value;
  const run = useCallback(
    (shortcut: Shortcut): void => {
      if (station.phase.peek() !== "talking") return;
      if (shortcut === "together" && asks(station)) void handing.together();
      if (shortcut === "takeBack" && asks(station)) void handing.takeBack();
      if (shortcut !== "transfer") return;
      if (asks(station)) void handing.complete();
      else if (mayBegin(station)) {
        if (phone.call.peek()?.held) phone.hold(false);
        handing.toggle();
      }
    },
    [station, handing, phone],
  );
  useEffect(() => listenForShortcuts(run), [run]);
  useEffect(() => {
    if (!talking) handing.close();
  }, [talking, handing]);
  return (
    <>
      <BarButton
        id="transfer-button"
        shortcut="transfer"
        icon="transfer"
        text="Pasar"
        kind="plain"
        disabled={!talking || !mayBegin(station)}
        expanded={choosing}
        run={() => run("transfer")}
      />
      {choosing && <TransferPanel station={station} />}
      <ConsultationPanel station={station} />
    </>
  );
}
