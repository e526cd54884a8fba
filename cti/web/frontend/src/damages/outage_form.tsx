// Entering an outage, or changing what is known of one.

import { useLayoutEffect, useRef, useState } from "preact/hooks";

import { changeOutage, enterOutage, type Outage, type Situation, type Suspected, type WrittenOutage } from "../model/damage";
import { serviceName } from "../model/vocabulary";
import { troubleOf } from "../parts/staff_page";
import { ofField, toField } from "./local_time";

/** What the form begins with: an outage to change, or what reports suggest. */
export type Drafted = { readonly outage?: Outage; readonly suspected?: Suspected };

interface Props {
  readonly situation: Situation;
  readonly drafted: Drafted;
  readonly entered: (ids: readonly number[], suspected: Suspected | undefined) => void;
  readonly cancel: () => void;
}

function ZoneChoice({ situation, chosen }: { situation: Situation; chosen: number | undefined }) {
  const [wanted, setWanted] = useState("");
  const shown = situation.zones.filter(({ name }) => name.toLowerCase().includes(wanted.toLowerCase()));
  return (
    <fieldset class="zones">
      <legend>Sectores</legend>
      <label class="field">
        <span class="label">Buscar un sector</span>
        <input type="search" value={wanted} onInput={(event) => setWanted(event.currentTarget.value)} />
      </label>
      <div class="zone-list">
        {situation.zones.map(({ id, name, kind }) => (
          <label key={id} class="zone" hidden={!shown.some((zone) => zone.id === id)}>
            <input type="checkbox" name="zones" value={id} defaultChecked={id === chosen} />
            {kind === "vereda" ? `Vereda ${name}` : name}
          </label>
        ))}
      </div>
    </fieldset>
  );
}

export function OutageForm({ situation, drafted, entered, cancel }: Props) {
  const { outage, suspected } = drafted;
  const [trouble, setTrouble] = useState("");
  const [busy, setBusy] = useState(false);
  const heading = useRef<HTMLHeadingElement>(null);
  useLayoutEffect(() => heading.current?.focus(), []);

  const submit = (event: SubmitEvent): void => {
    event.preventDefault();
    const given = new FormData(event.currentTarget as HTMLFormElement);
    const text = (name: string): string => String(given.get(name) ?? "").trim();
    const written: WrittenOutage = {
      service: outage?.service ?? text("service"),
      zones: outage ? [outage.zone_id] : given.getAll("zones").map(Number),
      cause: text("cause"),
      planned: given.has("planned"),
      started_at: ofField(text("started_at")) ?? "",
      restoration: ofField(text("restoration")),
    };
    if (written.zones.length === 0) return setTrouble("Marque al menos un sector.");
    setBusy(true);
    setTrouble("");
    const saved = outage ? changeOutage(outage.id, written).then(() => [outage.id]) : enterOutage(written).then(({ ids }) => ids);
    saved.then(
      (ids) => entered(ids, suspected),
      (error: unknown) => {
        setBusy(false);
        setTrouble(troubleOf(error));
      },
    );
  };

  const now = new Date().toISOString();
  return (
    <section class="sheet" aria-labelledby="outage-form">
      <h2 id="outage-form" ref={heading} tabIndex={-1}>
        {outage ? `Cambiar el daño de ${outage.zone}` : "Anotar un daño general"}
      </h2>
      <form class="form" onSubmit={submit}>
        {outage ? (
          <p>
            {serviceName(outage.service)} en {outage.zone}
          </p>
        ) : (
          <>
            <div class="field">
              <label for="service">Servicio</label>
              <select id="service" name="service" required>
                {situation.services.map(({ code, name }) => (
                  <option key={code} value={code} selected={code === suspected?.service}>
                    {name}
                  </option>
                ))}
              </select>
            </div>
            <ZoneChoice situation={situation} chosen={suspected?.zone_id} />
          </>
        )}
        <div class="field">
          <label for="cause">Causa</label>
          <input id="cause" name="cause" required maxLength={160} defaultValue={outage?.cause ?? ""} />
          <span class="hint">Como la entendería quien llama: «rotura de un tubo».</span>
        </div>
        <div class="form-row">
          <div class="field">
            <label for="started_at">Empezó o empieza</label>
            <input
              id="started_at"
              name="started_at"
              type="datetime-local"
              required
              defaultValue={toField(outage?.started_at ?? suspected?.since ?? now)}
            />
          </div>
          <div class="field">
            <label for="restoration">Se estima que vuelve</label>
            <input id="restoration" name="restoration" type="datetime-local" defaultValue={toField(outage?.restoration ?? null)} />
            <span class="hint">Vacío si no se sabe: a nadie se le promete una hora.</span>
          </div>
        </div>
        <label class="check">
          <input type="checkbox" name="planned" defaultChecked={outage?.planned ?? false} /> Es un trabajo programado
        </label>
        {trouble && (
          <p class="notice notice-bad" role="alert">
            {trouble}
          </p>
        )}
        <div class="buttons">
          <button type="submit" class="primary" disabled={busy}>
            {outage ? "Guardar el cambio" : "Anotar"}
          </button>
          <button type="button" class="plain-button" onClick={cancel}>
            Cancelar
          </button>
        </div>
      </form>
    </section>
  );
}
