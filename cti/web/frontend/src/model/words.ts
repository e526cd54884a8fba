// Finding by words: any of them, in any order, whatever the accents.

export const bare = (text: string): string =>
  text.normalize("NFD").replace(/\p{Diacritic}/gu, "").toLowerCase();

/** Those whose text holds all the words that were typed; all of them where nothing was. */
export function found<T>(all: readonly T[], typed: string, text: (one: T) => string): readonly T[] {
  const words = bare(typed).split(/\s+/).filter(Boolean);
  if (words.length === 0) return all;
  return all.filter((one) => {
    const whole = bare(text(one));
    return words.every((word) => whole.includes(word));
  });
}
