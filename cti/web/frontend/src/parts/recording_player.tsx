// A recording to listen to. Nothing is fetched before it is played: a listening goes on record.

import { useEffect, useRef, useState } from "preact/hooks";

import { clock } from "../format/time";
import type { Transcript } from "../model/transcript";
import { TranscriptText } from "./transcript";

/** Whom one hears of a call: the caller is its left side, line and agent its right. */
type Side = "both" | "caller" | "line";

const SIDES: readonly { readonly side: Side; readonly label: string }[] = [
  { side: "both", label: "Los dos" },
  { side: "caller", label: "Quien llama" },
  { side: "line", label: "Línea y asesor" },
];
const SPEEDS = [1, 1.25, 1.5, 2] as const;
const TROUBLE =
  "No se pudo oír la grabación. Puede que ya se haya borrado o que no haya conexión; intente de nuevo.";

/** Where to go on listening; a new object each time it is asked for. */
export interface Seek {
  readonly seconds: number;
}

interface Props {
  /** The recording's name; of a whole call, `src` instead. */
  readonly name?: string;
  readonly src?: string;
  readonly title: string;
  readonly seconds: number;
  readonly stereo?: boolean;
  readonly seek?: Seek | undefined;
  /** What it says; null where it is not written down. */
  readonly transcript?: Transcript | null;
  /** Called once it sounds: from then on the listening is on record. */
  readonly heard?: () => void;
}

interface Mixer {
  readonly context: AudioContext;
  readonly caller: GainNode;
  readonly line: GainNode;
}

/** Puts both sides on both ears, each as loud as it is chosen to be. */
function mixerOf(audio: HTMLAudioElement): Mixer {
  const context = new AudioContext();
  const apart = context.createChannelSplitter(2);
  const caller = context.createGain();
  const line = context.createGain();
  context.createMediaElementSource(audio).connect(apart);
  apart.connect(caller, 0);
  apart.connect(line, 1);
  caller.connect(context.destination);
  line.connect(context.destination);
  return { context, caller, line };
}

function Choice<T extends string | number>(props: {
  label: string;
  options: readonly { readonly value: T; readonly text: string }[];
  chosen: T;
  choose: (value: T) => void;
}) {
  return (
    <div class="player-choice" role="group" aria-label={props.label}>
      {props.options.map(({ value, text }) => (
        <button
          key={value}
          type="button"
          aria-pressed={value === props.chosen}
          onClick={() => props.choose(value)}
        >
          {text}
        </button>
      ))}
    </div>
  );
}

export function RecordingPlayer({
  name,
  src,
  title,
  seconds,
  stereo = false,
  seek,
  transcript = null,
  heard,
}: Props) {
  const audio = useRef<HTMLAudioElement>(null);
  const mixer = useRef<Mixer | null>(null);
  const [side, setSide] = useState<Side>("both");
  const [speed, setSpeed] = useState<number>(1);
  const [trouble, setTrouble] = useState(false);
  const address = src ?? `/api/v1/recordings/${encodeURIComponent(name ?? "")}`;

  const chooseSide = (chosen: Side): void => {
    if (!audio.current) return;
    mixer.current ??= mixerOf(audio.current);
    void mixer.current.context.resume();
    mixer.current.caller.gain.value = chosen === "line" ? 0 : 1;
    mixer.current.line.gain.value = chosen === "caller" ? 0 : 1;
    setSide(chosen);
  };
  const chooseSpeed = (chosen: number): void => {
    if (audio.current) audio.current.playbackRate = chosen;
    setSpeed(chosen);
  };
  useEffect(() => {
    if (!seek || !audio.current) return;
    audio.current.currentTime = Math.max(0, seek.seconds);
    audio.current.play().catch(() => undefined); // `error` tells what went wrong
  }, [seek]);
  useEffect(() => () => void mixer.current?.context.close(), []);

  return (
    <figure class="player">
      <figcaption>
        {title} <span class="faint figures">{clock(seconds)}</span>
      </figcaption>
      <audio
        ref={audio}
        controls
        controlsList="nodownload"
        preload="none"
        src={address}
        aria-label={title}
        onPlay={() => setTrouble(false)}
        onLoadedData={heard}
        onError={() => setTrouble(true)}
      />
      <div class="player-choices">
        {stereo && (
          <Choice
            label="A quién se oye"
            options={SIDES.map(({ side: value, label: text }) => ({ value, text }))}
            chosen={side}
            choose={chooseSide}
          />
        )}
        <Choice
          label="Velocidad"
          options={SPEEDS.map((value) => ({ value, text: `${value}×`.replace(".", ",") }))}
          chosen={speed}
          choose={chooseSpeed}
        />
      </div>
      <p class="player-trouble" role="status">
        {trouble && TROUBLE}
      </p>
      <TranscriptText transcript={transcript} />
    </figure>
  );
}
