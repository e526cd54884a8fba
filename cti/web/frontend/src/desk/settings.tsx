// The desk's settings: sound, and with what one answers.

import { useRef, useState } from "preact/hooks";

import { Icon } from "../parts/icon";
import { SoundSettings } from "./sound_settings";
import type { Station } from "./station";
import { TelephoneSettings } from "./telephone_settings";

export function SettingsButton({ station }: { station: Station }) {
  const dialog = useRef<HTMLDialogElement>(null);
  const [open, setOpen] = useState(false);
  const show = (): void => {
    setOpen(true);
    dialog.current?.showModal();
  };
  return (
    <>
      <button type="button" class="quiet-button" aria-label="Sonido y teléfono" title="Sonido y teléfono" onClick={show}>
        <Icon name="headset" />
      </button>
      <dialog ref={dialog} class="settings" aria-labelledby="settings-title" onClose={() => setOpen(false)}>
        <h2 id="settings-title">Sonido y teléfono</h2>
        {open && (
          <>
            <TelephoneSettings station={station} />
            {!station.handset.value && <SoundSettings station={station} />}
          </>
        )}
        <form method="dialog" class="settings-end">
          <button type="submit" class="primary">
            Listo
          </button>
        </form>
      </dialog>
    </>
  );
}
