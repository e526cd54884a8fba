// The microphone, and what to do when there is none: each trouble with its mend, in Spanish.

const SOUND: MediaTrackConstraints = {
  echoCancellation: true,
  noiseSuppression: true,
  autoGainControl: true,
};

/** Why there is no microphone; `message` says the mend. */
export class MicrophoneError extends Error {}

const MENDS: Readonly<Record<string, string>> = {
  NotAllowedError:
    "El navegador no deja usar el micrófono. Haga clic en el candado junto a la dirección, " +
    "permita el micrófono y pulse «Probar de nuevo».",
  NotFoundError:
    "No se encontró ningún micrófono. Conecte la diadema y pulse «Probar de nuevo».",
  NotReadableError:
    "Otro programa está usando el micrófono. Ciérrelo (videollamadas, grabadora) y pulse " +
    "«Probar de nuevo».",
};

const INSECURE =
  "El navegador solo permite el micrófono en páginas seguras. Abra esta página con https:// " +
  "o desde este mismo equipo con http://localhost.";

const UNKNOWN =
  "No se pudo abrir el micrófono. Revise la diadema y pulse «Probar de nuevo».";

/** What the browser says of a device that was chosen and is gone. */
const GONE = ["OverconstrainedError", "NotFoundError", "NotReadableError"];

/**
 * Opens the microphone `device`, the default one where that is empty or gone. Raises
 * MicrophoneError. The caller closes it with `closeStream`.
 */
export async function openMicrophone(device = ""): Promise<MediaStream> {
  if (!window.isSecureContext || !navigator.mediaDevices) throw new MicrophoneError(INSECURE);
  const chosen = device ? { deviceId: { exact: device } } : {};
  try {
    return await navigator.mediaDevices.getUserMedia({ audio: { ...SOUND, ...chosen }, video: false });
  } catch (error) {
    const name = error instanceof DOMException ? error.name : "";
    if (device && GONE.includes(name)) return await openMicrophone();
    throw new MicrophoneError(MENDS[name] ?? UNKNOWN);
  }
}

export function closeStream(stream: MediaStream | undefined): void {
  for (const track of stream?.getTracks() ?? []) track.stop();
}

/** A stream without sound: a demonstration call goes on by keypad where there is no microphone. */
export function silence(): MediaStream {
  return new AudioContext().createMediaStreamDestination().stream;
}
