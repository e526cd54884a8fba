// Below a list that goes on: ask for its next page.

export function ShowMore({ next, ask }: { next: string | null; ask: (cursor: string) => void }) {
  if (next === null) return null;
  return (
    <p>
      <button type="button" class="plain-button" onClick={() => ask(next)}>
        Mostrar más
      </button>
    </p>
  );
}
