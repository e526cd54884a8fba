// How a call sounds, what was dictated in it, and who has listened.

import { date, timeWithSeconds } from "../format/time";
import { type Access, type Dictated, type Recorded, soundOf } from "../model/call";
import { plainCode } from "../model/vocabulary";
import { RecordingPlayer, type Seek } from "../parts/recording_player";

const KINDS: Readonly<Record<string, string>> = {
  call: "Llamada",
  pqrs: "Lo que contó",
  nombre: "Su nombre",
  place: "El lugar del daño",
  comment: "Comentario de la encuesta",
};
const kindName = (kind: string): string => KINDS[kind] ?? plainCode(kind);

function Whole({ callId, whole, seek, heard }: {
  callId: string;
  whole: NonNullable<Recorded["call"]>;
  seek: Seek | undefined;
  heard: () => void;
}) {
  if (whole.purged) return <p>La grabación se borró: pasó el tiempo que se guarda.</p>;
  if (!whole.may_listen) return <p>La llamada se grabó. Su usuario no puede oírla.</p>;
  return (
    <>
      <RecordingPlayer
        src={soundOf(callId)}
        title="Grabación de la llamada"
        seconds={whole.seconds}
        stereo
        seek={seek}
        heard={heard}
      />
      <p class="faint">
        Cada vez que alguien la oye queda anotado. Donde la persona dio su segundo dato hay silencio.
        {whole.held && " Está retenida: no se borra."}
      </p>
    </>
  );
}

function Answer({ one, heard }: { one: Dictated; heard: () => void }) {
  if (one.purged) return <p>{kindName(one.kind)}: ya se borró.</p>;
  if (!one.may_listen) return <p>{kindName(one.kind)}: su usuario no puede oírlo.</p>;
  const title = kindName(one.kind);
  return (
    <RecordingPlayer
      name={one.name}
      title={title}
      seconds={one.seconds}
      transcript={one.transcript}
      heard={heard}
    />
  );
}

export function RecordingSheet({ callId, recorded, seek, heard }: {
  callId: string;
  recorded: Recorded;
  seek: Seek | undefined;
  heard: () => void;
}) {
  const { call, dictated } = recorded;
  return (
    <section class="sheet" aria-labelledby="recording">
      <h2 id="recording">Grabación</h2>
      {call ? (
        <Whole callId={callId} whole={call} seek={seek} heard={heard} />
      ) : (
        <p class="faint">
          No hay grabación: la persona no quiso, la llamada no llegó al aviso o todavía está en curso.
        </p>
      )}
      {dictated.map((one) => (
        <Answer key={one.name} one={one} heard={heard} />
      ))}
    </section>
  );
}

function kindOf(name: string): string {
  const kind = name.match(/-([a-z]+)-\d+$/)?.[1];
  return kind ? kindName(kind) : name;
}

export function AccessSheet({ accesses }: { accesses: readonly Access[] }) {
  return (
    <section class="sheet" aria-labelledby="accesses">
      <h2 id="accesses">Quién la ha oído</h2>
      {accesses.length === 0 && <p class="faint">Nadie todavía.</p>}
      <ul class="call-list">
        {accesses.map(({ name, who, address, at }) => (
          <li key={`${name} ${at} ${who}`}>
            {who}, {date(at, Date.now())} <span class="figures">{timeWithSeconds(at)}</span>, desde{" "}
            <span class="figures">{address}</span>: {kindOf(name)}
          </li>
        ))}
      </ul>
    </section>
  );
}
