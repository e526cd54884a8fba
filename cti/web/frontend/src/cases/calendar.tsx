// The days off by which legal terms are counted. National holidays come by themselves.

import { useEffect, useRef, useState } from "preact/hooks";

import { addDayOff, type DayOff, daysOff, removeDayOff } from "../model/case";
import { type StaffContent, troubleOf } from "../parts/staff_page";
import { mayDo } from "../staff/session";

const KINDS: Readonly<Record<string, string>> = {
  national: "Festivo nacional",
  local: "Día cívico local",
  closure: "Cierre de la entidad",
};
const weekday = new Intl.DateTimeFormat("es-CO", {
  weekday: "long",
  day: "numeric",
  month: "long",
  timeZone: "America/Bogota",
});
const spoken = (day: string): string => weekday.format(new Date(`${day}T12:00:00-05:00`));

export function CalendarYear({ person }: StaffContent) {
  const [year, setYear] = useState(() => new Date().getFullYear());
  const [days, setDays] = useState<readonly DayOff[]>();
  const [trouble, setTrouble] = useState("");
  const form = useRef<HTMLFormElement>(null);
  const may = mayDo(person, "administer");
  const failed = (error: unknown): void => setTrouble(troubleOf(error));
  const ask = (): void => {
    setTrouble("");
    daysOff(year).then(({ days: found }) => setDays(found), failed);
  };
  useEffect(ask, [year]);
  const add = (event: SubmitEvent): void => {
    event.preventDefault();
    if (!form.current) return;
    const given = new FormData(form.current);
    const said = (name: string): string => String(given.get(name) ?? "");
    addDayOff(said("day"), said("name"), said("kind")).then(({ day }) => {
      form.current?.reset();
      const added = Number(day.slice(0, 4));
      if (added === year) ask();
      else setYear(added);
    }, failed);
  };
  return (
    <section class="sheet" aria-labelledby="calendar">
      <div class="sheet-head">
        <h2 id="calendar">Días no hábiles de {year}</h2>
        <p class="buttons">
          <button type="button" class="plain-button" onClick={() => setYear(year - 1)}>
            {year - 1}
          </button>
          <button type="button" class="plain-button" onClick={() => setYear(year + 1)}>
            {year + 1}
          </button>
        </p>
      </div>
      <p class="faint">
        Sábados y domingos no se cuentan. Lo que se agregue vale para lo que se radique desde ahora: un caso
        conserva la fecha con que se radicó.
      </p>
      {trouble && (
        <p class="notice notice-bad" role="alert">
          {trouble}
        </p>
      )}
      <div class="table-place">
        <table class="table">
          <caption class="unseen">Días no hábiles de {year}</caption>
          <tbody>
            {days?.map(({ day, name, kind }) => (
              <tr key={day}>
                <th scope="row">{spoken(day)}</th>
                <td>{name}</td>
                <td>{KINDS[kind] ?? kind}</td>
                <td>
                  {may && kind !== "national" && (
                    <button
                      type="button"
                      class="link-button"
                      aria-label={`Quitar ${name}`}
                      onClick={() => removeDayOff(day).then(ask, failed)}
                    >
                      Quitar
                    </button>
                  )}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      {days?.length === 0 && (
        <p class="empty">
          <strong>Este año todavía no está en el calendario.</strong>
          Los festivos nacionales aparecen solos con tres años de anticipación.
        </p>
      )}
      {may && (
        <form ref={form} class="filters" aria-label="Agregar un día no hábil" onSubmit={add}>
          <div class="field">
            <label for="day">Día</label>
            <input id="day" name="day" type="date" required />
          </div>
          <div class="field">
            <label for="name">Nombre</label>
            <input id="name" name="name" type="text" required maxLength={80} />
          </div>
          <div class="field">
            <label for="kind">Clase</label>
            <select id="kind" name="kind">
              <option value="local">{KINDS["local"]}</option>
              <option value="closure">{KINDS["closure"]}</option>
            </select>
          </div>
          <button type="submit" class="primary">
            Agregar
          </button>
        </form>
      )}
    </section>
  );
}
