/**
 * Returns all values of a parameter in the query of an address, decoded as a browser encodes them
 * (WHATWG URL, application/x-www-form-urlencoded): a name may be encoded, too.
 *
 * @param url - a path and query, or a whole address
 */
export function valuesOf(url: string, parameter: string): readonly string[] {
  const start = url.indexOf('?');
  return start === -1 ? [] : new URLSearchParams(queryOf(url, start)).getAll(parameter);
}

/** Returns an address without a parameter; the rest of it stays as it was sent. */
export function withoutParameter(url: string, parameter: string): string {
  const start = url.indexOf('?');
  if (start === -1) return url;
  const query = queryOf(url, start);
  const parts = query.split('&').filter((part) => !new URLSearchParams(part).has(parameter));
  const rest = url.slice(start + 1 + query.length);
  return url.slice(0, start) + (parts.length === 0 ? '' : `?${parts.join('&')}`) + rest;
}

function queryOf(url: string, start: number): string {
  const end = url.indexOf('#', start);
  return url.slice(start + 1, end === -1 ? undefined : end);
}
