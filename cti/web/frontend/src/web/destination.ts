/** Where to go afterwards: a path of this server, never another address; else `usual`. */
export function destination(search: string, usual = "/puesto"): string {
  const wanted = new URLSearchParams(search).get("ir") ?? "";
  return /^\/[a-z][\w/-]*(\?[\w=&.:+%-]*)?$/.test(wanted) ? wanted : usual;
}
