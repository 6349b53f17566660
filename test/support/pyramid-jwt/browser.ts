import { parseSetCookie } from 'cookie-es';

interface Kept {
  readonly name: string;
  readonly value: string;
  readonly path: string;
  readonly ends: number;
}

/** The cookies that a browser keeps for one host (RFC 6265bis §5.7 and §5.8), as far as needed. */
export class CookieJar {
  readonly #kept = new Map<string, Kept>();

  /** @param now - seconds since 1970 */
  keep(headers: readonly string[], url: URL, now: number): void {
    for (const header of headers) {
      const cookie = parseSetCookie(header, { decode: (text) => text });
      if (cookie === undefined) continue;
      const { name, value, domain = '', maxAge = Number.POSITIVE_INFINITY } = cookie;
      const path = cookie.path ?? directoryOf(url.pathname);
      const key = `${name};${domain};${path}`;
      this.#kept.delete(key);
      if (maxAge > 0) this.#kept.set(key, { name, value, path, ends: now + maxAge });
    }
  }

  /** Returns the `Cookie` header of a request, the longest path first; null without cookies. */
  header(url: URL, now: number): string | null {
    const sent = [...this.#kept.values()]
      .filter(({ path, ends }) => ends > now && isBelow(url.pathname, path))
      .toSorted((one, other) => other.path.length - one.path.length);
    if (sent.length === 0) return null;
    return sent.map(({ name, value }) => `${name}=${value}`).join('; ');
  }
}

function directoryOf(path: string): string {
  return path.slice(0, Math.max(1, path.lastIndexOf('/')));
}

function isBelow(path: string, of: string): boolean {
  return path === of || path.startsWith(of.endsWith('/') ? of : `${of}/`);
}
