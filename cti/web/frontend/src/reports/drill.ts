/** What became of a call at a queue; `any` is all that were offered. */
export interface Drill {
  readonly from: string;
  readonly to: string;
  readonly queue?: string | null;
  readonly offer?: string;
  readonly outcome?: string;
}

/** The page of the calls behind a number. */
export function callsHref({ from, to, queue, offer, outcome }: Drill): string {
  const query = new URLSearchParams({ from, to });
  if (offer) query.set("offer", offer);
  if (queue) query.set("queue", queue);
  if (outcome) query.set("outcome", outcome);
  return `/llamadas?${query}`;
}
