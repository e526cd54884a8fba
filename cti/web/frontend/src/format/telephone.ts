/** `+573151234567` as people say it: `315 123 4567`; foreign and short numbers as they are. */
export function telephone(number: string): string {
  const national = number.match(/^(?:\+57)?(\d{3})(\d{3})(\d{4})$/);
  return national ? national.slice(1).join(" ") : number;
}
