// Which number a demonstration call shows: as a telephone network would assert it (RFC 3325).

export type Shown =
  | { readonly kind: "number"; readonly number: string }
  | { readonly kind: "withheld" };

const DIALABLE = /^\+?[0-9]{3,15}$/;

/** A typed number without the separators people write; undefined where it can't be dialled. */
export function typedNumber(text: string): string | undefined {
  const number = text.replace(/[\s().-]/g, "");
  return DIALABLE.test(number) ? number : undefined;
}

/** The INVITE's headers. A withheld number needs an identity too: Privacy alone is not read. */
export function identityHeaders(shown: Shown): readonly string[] {
  if (shown.kind === "withheld") {
    return ["P-Asserted-Identity: <sip:anonymous@anonymous.invalid>", "Privacy: id"];
  }
  return [`P-Asserted-Identity: <sip:${shown.number}@linea.invalid>`];
}
