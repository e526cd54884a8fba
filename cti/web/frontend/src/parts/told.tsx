// What a page says of what was asked of it: that it failed, or that it is done.

/** A failure, spoken at once; `again` tries anew. */
export function Trouble({ text, again }: { text: string; again?: () => void }) {
  if (!text) return null;
  return (
    <p class="staff-trouble" role="alert">
      {text}
      {again && (
        <>
          {" "}
          <button type="button" onClick={again}>
            Intentar de nuevo
          </button>
        </>
      )}
    </p>
  );
}

/** What was done; its place is there from the start, so that it is spoken. */
export function Done({ text }: { text: string }) {
  return (
    <p role="status" class={text ? "notice notice-good" : undefined}>
      {text}
    </p>
  );
}
