// The buttons for a telephone that stands beside the browser: it alone can answer, hold and mute.

import { useEffect } from "preact/hooks";

import { Icon } from "../parts/icon";
import { BarButton } from "./bar_button";
import { HandOverControls } from "./hand_over_controls";
import { listenForShortcuts } from "./shortcut";
import type { Station } from "./station";

export function HandsetControls({ station, name }: { station: Station; name: string }) {
  const phase = station.phase.value;
  const hangUp = (): void => {
    if (station.phase.peek() === "talking") void station.hangUpHandset();
  };
  useEffect(() => listenForShortcuts((shortcut) => shortcut === "hangUp" && hangUp()), [station]);
  const words =
    phase === "talking"
      ? `Retenga, silencie y marque en su teléfono «${name}».`
      : `Conteste en su teléfono «${name}».`;
  return (
    <div class="controls" role="group" aria-label="Teléfono">
      <p class="handset-words">
        <Icon name="phone" /> {words}
      </p>
      <HandOverControls station={station} />
      <BarButton
        shortcut="hangUp"
        icon="hangUp"
        text="Colgar"
        kind="stop"
        disabled={phase !== "talking"}
        run={hangUp}
      />
    </div>
  );
}
