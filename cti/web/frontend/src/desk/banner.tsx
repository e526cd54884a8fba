// What keeps the desk from working, with the mend; laid over the page, so that nothing moves.

import type { Registration } from "../line/softphone";
import { Icon } from "../parts/icon";
import type { LiveStatus } from "../web/live";
import type { Station } from "./station";

/** The connections in a person's words; undefined while both are well or still being made. */
export function connectionTrouble(live: LiveStatus, phone: Registration): string | undefined {
  if (phone === "refused") {
    return "La central no aceptó el teléfono de este puesto. Salga, vuelva a entrar y, si sigue, avise al supervisor.";
  }
  if (live === "lost" && phone === "lost") {
    return "Sin conexión. Reconectando… Mientras tanto no le entran llamadas.";
  }
  if (phone === "lost") {
    return "El teléfono perdió la conexión con la central. Reconectando… Mientras tanto no le entran llamadas.";
  }
  if (live === "lost") {
    return "El servidor no responde. Reconectando… El teléfono sigue timbrando, pero sin los datos de quien llama.";
  }
  return undefined;
}

export function Banner({ station }: { station: Station }) {
  const { live, phone } = station;
  const registration = station.handset.value ? "registered" : phone.registration.value;
  const connection = connectionTrouble(live.status.value, registration);
  const microphone = phone.problem.value;
  const text = connection ?? microphone ?? station.trouble.value;
  const { notice } = station.devices;
  return (
    <div class="banner-place" role="alert">
      {text && (
        <div class={`banner ${connection ? "lost" : "trouble"}`}>
          <Icon name="alert" />
          <p>{text}</p>
          {!connection && microphone && (
            <button type="button" onClick={() => void phone.checkMicrophone()}>
              Probar de nuevo
            </button>
          )}
          {!connection && !microphone && (
            <button
              type="button"
              onClick={() => {
                station.trouble.value = undefined;
              }}
            >
              Entendido
            </button>
          )}
        </div>
      )}
      {notice.value && (
        <div class="banner trouble">
          <Icon name="headset" />
          <p>{notice.value}</p>
          <button
            type="button"
            onClick={() => {
              notice.value = undefined;
            }}
          >
            Entendido
          </button>
        </div>
      )}
    </div>
  );
}
