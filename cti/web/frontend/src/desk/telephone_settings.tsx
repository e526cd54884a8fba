// With what one answers: this browser, or a telephone that stands at the desk.

import { useEffect, useState } from "preact/hooks";

import { ApiError, get } from "../web/api";
import type { Station } from "./station";

interface Telephones {
  readonly chosen: string | null;
  readonly telephones: readonly { readonly name: string; readonly label: string; readonly taken: boolean }[];
}

export function TelephoneSettings({ station }: { station: Station }) {
  const [there, setThere] = useState<Telephones | undefined>(undefined);
  const [trouble, setTrouble] = useState<string | undefined>(undefined);
  const look = (): Promise<void> => get<Telephones>("/me/telephone").then(setThere);
  const say = (error: unknown): void => {
    if (!(error instanceof ApiError)) throw error;
    setTrouble(error.message);
  };
  useEffect(() => void look().catch(say), []);
  if (!there || there.telephones.length === 0) return null;
  const choose = async (name: string): Promise<void> => {
    setTrouble(undefined);
    await station.answerWith(name || null).then(look).catch(say);
  };
  return (
    <fieldset class="settings-group">
      <legend>Con qué contesta</legend>
      <label class="setting">
        <span>Teléfono</span>
        <select value={there.chosen ?? ""} onChange={(event) => void choose(event.currentTarget.value)}>
          <option value="">Este navegador</option>
          {there.telephones.map(({ name, label, taken }) => (
            <option key={name} value={name} disabled={taken}>
              {label}
              {taken && " (lo usa otro asesor)"}
            </option>
          ))}
        </select>
      </label>
      {trouble && (
        <p class="setting-trouble" role="alert">
          {trouble}
        </p>
      )}
    </fieldset>
  );
}
