// One of several, by name, in a form.

interface Props {
  readonly name: string;
  readonly label: string;
  readonly options: readonly (readonly [code: string, label: string])[];
  /** What it is called to choose none of them. */
  readonly none?: string;
  /** Nothing is chosen to begin with, and something has to be. */
  readonly ask?: boolean;
  readonly changed?: (value: string) => void;
}

export function Choice({ name, label, options, none, ask = false, changed }: Props) {
  const first = ask ? "Escoja…" : none;
  return (
    <div class="field">
      <label for={name}>{label}</label>
      <select
        id={name}
        name={name}
        required={none === undefined}
        onChange={(event) => changed?.(event.currentTarget.value)}
      >
        {first && <option value="">{first}</option>}
        {options.map(([value, text]) => (
          <option key={value} value={value}>
            {text}
          </option>
        ))}
      </select>
    </div>
  );
}
