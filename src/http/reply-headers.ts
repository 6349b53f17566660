/**
 * One response header. A reply is a list of these, because `Set-Cookie` may occur several times.
 */
export type ReplyHeader = readonly [name: string, value: string];

/** What a response already has for a field. */
export type HeaderValue = string | number | readonly string[] | undefined | null;

/**
 * Returns what a response field becomes when one of our headers is added to it; the one rule for
 * every framework:
 *
 * - `Vary` is a set, and keeps the application's fields (RFC 9110 §12.5.5).
 * - Our `Set-Cookie` replaces one of the same name, domain and path (RFC 6265bis §5.7) in the same
 *   partition, and stands beside the others.
 * - Any other field takes our value.
 *
 * @param before - the value on the response, or undefined
 */
export function mergeHeader(name: string, before: HeaderValue, value: string): string | string[] {
  if (before === undefined || before === null) return value;
  const lower = name.toLowerCase();
  if (lower === 'vary') return joinVary(String(before), value);
  if (lower !== 'set-cookie') return value;
  return [...without([before as string | string[]].flat(), value), value];
}

/** What `mergeInto` writes to: the Headers of the Fetch API, or an object with the same methods. */
export interface MutableHeaders {
  get(name: string): string | null;
  set(name: string, value: string): void;
  append(name: string, value: string): void;
  delete?(name: string): void;
  getSetCookie?(): string[];
}

/** Adds our headers to a Headers object by the rule of {@link mergeHeader}. */
export function mergeInto(headers: MutableHeaders, ours: readonly ReplyHeader[]): void {
  for (const [name, value] of ours) {
    if (name !== 'Set-Cookie') {
      headers.set(name, String(mergeHeader(name, headers.get(name), value)));
      continue;
    }
    const before = headers.getSetCookie?.() ?? [];
    const others = without(before, value);
    if (others.length < before.length && headers.delete !== undefined) {
      headers.delete(name);
      for (const other of others) headers.append(name, other);
    }
    headers.append(name, value);
  }
}

/** Two lists of field names as one in which each occurs once; `*` covers all. */
function joinVary(before: string, more: string): string {
  const known = new Set(before.toLowerCase().split(/\s*,\s*/));
  if (known.has('*')) return before;
  const added = more.split(', ').filter((field) => !known.has(field.toLowerCase()));
  return [...(before === '' ? [] : [before]), ...added].join(', ');
}

function without(cookies: readonly string[], cookie: string): string[] {
  const identity = identityOf(cookie);
  return cookies.filter((other) => identityOf(other) !== identity);
}

/** Whether a browser would replace the one cookie by the other (RFC 6265bis §5.7). */
export function isSameCookie(one: string, other: string): boolean {
  return identityOf(one) === identityOf(other);
}

/** What a browser tells cookies apart by: name, domain, path, and whether it is partitioned. */
function identityOf(cookie: string): string {
  const [pair = '', ...attributes] = cookie.split(';');
  const valueOf = (name: string): string =>
    attributes
      .map((attribute) => attribute.trim())
      .findLast((attribute) => attribute.toLowerCase().startsWith(`${name}=`))
      ?.slice(name.length + 1) ?? '';
  const isPartitioned = attributes.some((one) => one.trim().toLowerCase() === 'partitioned');
  const name = pair.slice(0, Math.max(0, pair.indexOf('='))).trim();
  const domain = valueOf('domain').toLowerCase().replace(/^\./, '');
  return JSON.stringify([name, domain, valueOf('path'), isPartitioned]);
}
