// When agents attend, and the few numbers of the welcome and of damage reports.

import { useEffect, useState } from "preact/hooks";

import { moment } from "../format/time";
import { changeHours, changeNumbers, type Day, type Hours, type Numbers, openingHours } from "../model/damage";
import { type StaffContent, troubleOf } from "../parts/staff_page";
import { Done, Trouble } from "../parts/told";
import { mayDo } from "../staff/session";

const DAYS: Readonly<Record<string, string>> = {
  lunes: "Lunes",
  martes: "Martes",
  miercoles: "Miércoles",
  jueves: "Jueves",
  viernes: "Viernes",
  sabado: "Sábado",
  domingo: "Domingo",
  festivo: "Festivos",
};
const NUMBERS: readonly { name: keyof Numbers; label: string; hint: string }[] = [
  {
    name: "returning_hours",
    label: "Horas para preguntar «¿me llama por lo mismo?»",
    hint: "A quien llamó y no lo logró dentro de esas horas. 0: no se pregunta.",
  },
  {
    name: "short_notice_days",
    label: "Días del aviso corto",
    hint: "A quien oyó el aviso completo hace menos días. Solo con el visto bueno de los abogados. 0: nunca.",
  },
  { name: "attention_hours_2", label: "Horas de atención, prioridad 2", hint: "Lo que prometa el despacho. 0: no se dice." },
  { name: "attention_hours_3", label: "Horas de atención, prioridad 3", hint: "0: no se dice." },
  { name: "attention_hours_4", label: "Horas de atención, prioridad 4", hint: "0: no se dice." },
];

function Week({ hours, save }: { hours: Hours; save: (week: readonly Day[]) => void }) {
  const submit = (event: SubmitEvent): void => {
    event.preventDefault();
    const given = new FormData(event.currentTarget as HTMLFormElement);
    save(
      hours.week.map(({ day }) => ({
        day,
        stretches: String(given.get(day) ?? "")
          .split(/[\s,;y]+/)
          .filter(Boolean),
      })),
    );
  };
  return (
    <form class="form" onSubmit={submit}>
      {hours.week.every(({ stretches }) => stretches.length === 0) && (
        <p class="notice">Todavía no hay un horario: mientras tanto los asesores atienden siempre.</p>
      )}
      <p>
        Escriba cada jornada como <code>08:00-17:00</code>; dos, separadas por un espacio. Un día vacío está cerrado. Las
        emergencias y el autoservicio atienden siempre.
      </p>
      <div class="form-row">
        {hours.week.map(({ day, stretches }) => (
          <div key={day} class="field">
            <label for={`day-${day}`}>{DAYS[day] ?? day}</label>
            <input
              id={`day-${day}`}
              name={day}
              defaultValue={stretches.join(" ")}
              placeholder="Cerrado"
              pattern="\s*([0-2]\d:[0-5]\d-[0-2]\d:[0-5]\d[\s,;]*)*"
              title="Como 08:00-17:00, o 08:00-12:00 14:00-18:00"
            />
          </div>
        ))}
      </div>
      <div class="buttons">
        <button type="submit" class="primary">
          Guardar el horario
        </button>
      </div>
    </form>
  );
}

function NumberForm({ numbers, save }: { numbers: Numbers; save: (numbers: Numbers) => void }) {
  const submit = (event: SubmitEvent): void => {
    event.preventDefault();
    const given = new FormData(event.currentTarget as HTMLFormElement);
    const entries = NUMBERS.map(({ name }) => [name, Number(given.get(name))]);
    save(Object.fromEntries(entries) as unknown as Numbers);
  };
  return (
    <form class="form" onSubmit={submit}>
      {NUMBERS.map(({ name, label, hint }) => (
        <div key={name} class="field">
          <label for={name}>{label}</label>
          <input id={name} name={name} type="number" min={0} max={2000} required defaultValue={String(numbers[name])} />
          <span class="hint">{hint}</span>
        </div>
      ))}
      <div class="buttons">
        <button type="submit" class="primary">
          Guardar
        </button>
      </div>
    </form>
  );
}

function now(hours: Hours): string {
  const day = hours.holiday ? ` Hoy es festivo: ${hours.holiday}.` : "";
  if (hours.open) return `Ahora atienden los asesores.${day}`;
  const next = hours.opens_next;
  const when = next ? ` Vuelven ${moment(next, Date.now())}.` : "";
  return `Ahora no atienden los asesores.${day}${when}`;
}

export function OpeningHours({ person }: StaffContent) {
  const [hours, setHours] = useState<Hours>();
  const [trouble, setTrouble] = useState("");
  const [said, setSaid] = useState("");
  const look = (): void => {
    openingHours().then(setHours, (error: unknown) => setTrouble(troubleOf(error)));
  };
  useEffect(look, []);
  const save = (change: Promise<void>, done: string): void => {
    setTrouble("");
    setSaid("");
    change.then(
      () => {
        setSaid(done);
        look();
      },
      (error: unknown) => setTrouble(troubleOf(error)),
    );
  };
  return (
    <>
      <Trouble text={trouble} />
      <Done text={said} />
      {hours && (
        <section class="sheet" aria-labelledby="hours">
          <div class="sheet-head">
            <h2 id="hours">Cuándo atienden los asesores</h2>
            <p>{now(hours)}</p>
          </div>
          {mayDo(person, "enter_outages") ? (
            <Week hours={hours} save={(week) => save(changeHours(week), "El horario quedó guardado.")} />
          ) : (
            <dl class="facts">
              {hours.week.map(({ day, stretches }) => (
                <>
                  <dt>{DAYS[day] ?? day}</dt>
                  <dd>{stretches.join(" y ") || "Cerrado"}</dd>
                </>
              ))}
            </dl>
          )}
        </section>
      )}
      {hours && mayDo(person, "administer") && (
        <section class="sheet" aria-labelledby="numbers">
          <h2 id="numbers">Bienvenida y tiempos</h2>
          <NumberForm numbers={hours.numbers} save={(numbers) => save(changeNumbers(numbers), "Quedó guardado.")} />
        </section>
      )}
    </>
  );
}
