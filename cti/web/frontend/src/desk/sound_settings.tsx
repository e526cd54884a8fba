// Which microphone, which loudspeaker, how it rings; each may be tried here.

import { useEffect, useState } from "preact/hooks";

import { choicesFor, type Use } from "../line/devices";
import { closeStream, MicrophoneError, openMicrophone } from "../line/microphone";
import { RingTone } from "../line/ring_tone";
import type { Tone } from "../line/sound_choice";
import { LevelMeter } from "../phone/level_meter";
import type { Station } from "./station";

const TONES: readonly { readonly tone: Tone; readonly label: string }[] = [
  { tone: "soft", label: "Suave" },
  { tone: "classic", label: "Clásico" },
];

function DeviceChoice({ station, use, label }: { station: Station; use: Use; label: string }) {
  const { devices } = station;
  const choice = devices.choice.value;
  const there = choicesFor(devices.found.value, use);
  const chosen = choice[use];
  const missing = chosen !== "" && !there.some(({ deviceId }) => deviceId === chosen);
  return (
    <label class="setting">
      <span>{label}</span>
      <select value={chosen} onChange={(event) => devices.choose({ [use]: event.currentTarget.value })}>
        <option value="">El predeterminado</option>
        {there.map(({ deviceId, label: name }, turn) => (
          <option key={deviceId} value={deviceId}>
            {name || `Equipo ${turn + 1}`}
          </option>
        ))}
        {missing && <option value={chosen}>{choice.labels[chosen] ?? "Elegido"} (desconectado)</option>}
      </select>
    </label>
  );
}

/** How loud one is heard now, by the microphone that is chosen. */
function MicrophoneTest({ device }: { device: string }) {
  const [stream, setStream] = useState<MediaStream | undefined>(undefined);
  const [trouble, setTrouble] = useState<string | undefined>(undefined);
  useEffect(() => {
    let opened: MediaStream | undefined;
    let over = false;
    openMicrophone(device)
      .then((one) => {
        opened = one;
        if (over) closeStream(one);
        else setStream(one);
      })
      .catch((error: unknown) => {
        if (!(error instanceof MicrophoneError)) throw error;
        if (!over) setTrouble(error.message);
      });
    return () => {
      over = true;
      setStream(undefined);
      setTrouble(undefined);
      closeStream(opened);
    };
  }, [device]);
  if (trouble) return <p class="setting-trouble">{trouble}</p>;
  return (
    <div class="setting">
      <span>Hable para probarlo</span>
      <LevelMeter stream={stream} />
    </div>
  );
}

export function SoundSettings({ station }: { station: Station }) {
  const { devices } = station;
  const { volume, tone } = devices.choice.value;
  const [ring] = useState(() => new RingTone());
  const tryOn = (device: string): void => {
    ring.use({ tone, volume, device });
    ring.playOnce();
  };
  useEffect(() => void devices.look(), [devices]);
  return (
    <>
      <fieldset class="settings-group">
        <legend>Hablar y oír</legend>
        <DeviceChoice station={station} use="microphone" label="Micrófono" />
        <MicrophoneTest device={devices.microphone.value} />
        <DeviceChoice station={station} use="speaker" label="Altavoz de la llamada" />
        <button type="button" class="plain-button" onClick={() => tryOn(devices.speaker.value)}>
          Probar el altavoz
        </button>
      </fieldset>
      <fieldset class="settings-group">
        <legend>Timbre</legend>
        <DeviceChoice station={station} use="ring" label="Dónde timbra" />
        <label class="setting">
          <span>Tono</span>
          <select value={tone} onChange={(event) => devices.choose({ tone: event.currentTarget.value as Tone })}>
            {TONES.map((one) => (
              <option key={one.tone} value={one.tone}>
                {one.label}
              </option>
            ))}
          </select>
        </label>
        <label class="setting">
          <span>Volumen: {volume} %</span>
          <input
            type="range"
            min={0}
            max={100}
            step={5}
            value={volume}
            onInput={(event) => devices.choose({ volume: event.currentTarget.valueAsNumber })}
          />
        </label>
        <button type="button" class="plain-button" onClick={() => tryOn(devices.ring.value)}>
          Probar el timbre
        </button>
      </fieldset>
    </>
  );
}
