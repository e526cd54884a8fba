// Reporting a damage that the caller tells of: what is broken, and where.

import { useMemo, useState } from "preact/hooks";

import { reportDamage } from "../model/attending";
import { serviceName } from "../model/vocabulary";
import { useAsking } from "./doing";
import { Form, said, Send, type SheetProps } from "./sheet_parts";

const DANGER = 1;

export function DamageSheet({ card, attending, done }: SheetProps) {
  const asking = useAsking();
  const filingId = useMemo(() => crypto.randomUUID(), []);
  const [chosen, setChosen] = useState("0");
  const kinds = attending.damages;
  const groups = [...new Set(kinds.map(({ name }) => name))];
  const kind = kinds[Number(chosen)];
  const send = (given: FormData): void => {
    if (!kind) return;
    const zone = said(given, "zone_id");
    const damage = {
      filing_id: filingId,
      service: kind.service,
      kind: kind.kind,
      address: said(given, "address"),
      zone_id: zone ? Number(zone) : null,
      tell_restored: given.has("tell_restored"),
    };
    asking.ask(
      () => reportDamage(card.call_id, damage),
      ({ ticket }) => done(`Quedó reportado con el número ${ticket}. Léaselo a la persona dos veces.`),
    );
  };
  const around = card.outages.filter(({ service }) => service === kind?.service);
  return (
    <Form label="Reportar un daño" send={send}>
      <div class="field">
        <label for="damage-kind">Qué pasa</label>
        <select id="damage-kind" value={chosen} onChange={(event) => setChosen(event.currentTarget.value)}>
          {groups.map((group) => (
            <optgroup key={group} label={group}>
              {kinds.map(({ name, kind: label }, place) =>
                name === group ? (
                  <option key={label} value={String(place)}>
                    {label}
                  </option>
                ) : null,
              )}
            </optgroup>
          ))}
        </select>
      </div>
      {kind?.priority === DANGER && (
        <p class="notice notice-bad">Hay peligro: que se alejen y llamen al 123. Se atiende de primero.</p>
      )}
      {around.map(({ service, zone }) => (
        <p key={service} class="notice">
          Ya hay un corte de {serviceName(service).toLowerCase()} conocido en {zone}.
        </p>
      ))}
      <div class="form-row">
        <div class="field">
          <label for="damage-address">Dónde, si no es en la cuenta</label>
          <input
            id="damage-address"
            name="address"
            type="text"
            maxLength={160}
            autocomplete="off"
            required={!card.account}
            placeholder={card.account?.address ?? "Dirección o punto conocido"}
          />
        </div>
        <div class="field">
          <label for="damage-zone">Sector</label>
          <select id="damage-zone" name="zone_id">
            <option value="">{card.account?.zone ?? "No se sabe"}</option>
            {attending.zones.map(({ id, name }) => (
              <option key={id} value={id}>
                {name}
              </option>
            ))}
          </select>
        </div>
      </div>
      {attending.tells_restored && (
        <label class="case-check">
          <input type="checkbox" name="tell_restored" /> Quiere un mensaje de texto cuando vuelva el servicio.
        </label>
      )}
      <Send asking={asking} text="Reportar" />
    </Form>
  );
}
