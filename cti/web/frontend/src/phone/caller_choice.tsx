// Whom to play: a demonstration caller, any number, or a withheld one.

import { telephone } from "../format/telephone";
import type { DemoPhone } from "../web/api";

export const OTHER = "other";
export const WITHHELD = "withheld";

export function CallerChoice(props: {
  callers: DemoPhone["callers"];
  chosen: string;
  typed: string;
  disabled: boolean;
  choose: (value: string) => void;
  type: (text: string) => void;
}) {
  const option = (value: string, label: string, detail: string, hint = "") => (
    <label class="choice" key={value}>
      <input
        type="radio"
        name="caller"
        value={value}
        checked={props.chosen === value}
        onChange={() => props.choose(value)}
      />
      <span class="choice-label">
        {label}
        {hint && <small>{hint}</small>}
      </span>
      <span class="choice-detail figures">{detail}</span>
    </label>
  );
  return (
    <fieldset class="choices" disabled={props.disabled}>
      <legend>Quién llama</legend>
      {props.callers.map(({ number, label }) => {
        const [name = "", hint] = label.split(/: (.*)/);
        return option(number, name, telephone(number), hint);
      })}
      {option(WITHHELD, "Número privado", "oculto")}
      {option(OTHER, "Otro número", "")}
      <input
        class="figures"
        type="tel"
        aria-label="Otro número"
        placeholder="Por ejemplo 315 123 4567"
        value={props.typed}
        onFocus={() => props.choose(OTHER)}
        onInput={(event) => props.type(event.currentTarget.value)}
      />
    </fieldset>
  );
}
