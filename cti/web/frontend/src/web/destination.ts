/** Where to go afterwards: a path of this server, never another address. */
export function destination(search: string): string {
  const wanted = new URLSearchParams(search).get("ir") ?? "";
  return /^\/[a-z/-]*$/.test(wanted) && !wanted.startsWith("//") ? wanted : "/puesto";
}
