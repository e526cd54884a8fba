// One big number with its name, and where it leads.

import type { ComponentChildren } from "preact";

interface Props {
  readonly name: string;
  readonly value: string;
  readonly note?: ComponentChildren;
  readonly tone?: "good" | "near" | "bad" | "none";
  /** The calls behind the number. */
  readonly href?: string | undefined;
}

export function Figure({ name, value, note, tone = "none", href }: Props) {
  return (
    <div class={`board-figure tone-${tone}`}>
      <dt>{name}</dt>
      <dd class="board-value figures">{href ? <a href={href}>{value}</a> : value}</dd>
      <dd class="board-note">{note ?? " "}</dd>
    </div>
  );
}
