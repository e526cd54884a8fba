// The tree of results: what one level offers, and what typed words find on every level.

import type { Disposition } from "./agent";
import { found } from "./words";

export type Branch =
  | { readonly kind: "group"; readonly label: string; readonly path: readonly string[]; readonly count: number }
  | { readonly kind: "result"; readonly result: Disposition };

/** What lies directly below `path`: results and groups in the catalogue's order. */
export function level(all: readonly Disposition[], path: readonly string[]): readonly Branch[] {
  const below = all.filter((one) => path.every((label, depth) => one.path[depth] === label));
  const branches = new Map<string, Branch>();
  for (const result of below) {
    const label = result.path[path.length];
    if (label === undefined) {
      branches.set(`= ${result.code}`, { kind: "result", result });
      continue;
    }
    const count = below.filter((one) => one.path[path.length] === label).length;
    branches.set(`> ${label}`, { kind: "group", label, path: [...path, label], count });
  }
  return [...branches.values()];
}

/** The results whose words all appear in their label or in a group above, whatever the accents. */
export function narrowed(all: readonly Disposition[], typed: string): readonly Disposition[] {
  return found(all, typed, ({ label, group }) => `${group} ${label}`);
}
