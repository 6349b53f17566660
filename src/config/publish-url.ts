import { parseUrl } from '../base/parse-url.ts';

/** The path that RFC 9728 §3 registers. */
const WELL_KNOWN = '/.well-known/oauth-protected-resource';
const OWN_MACHINE: ReadonlySet<string> = new Set(['localhost', '127.0.0.1', '[::1]']);

/**
 * Whether a value is the URL of a resource or an issuer: `https:`, without user, query and fragment
 * (RFC 9728 §1.2, RFC 8414 §2), and written as everyone writes it, because clients compare it
 * character by character. `http:` is for the machine itself.
 */
export function isPublicUrl(given: unknown): given is string {
  if (typeof given !== 'string' || /[?#@]/.test(given)) return false;
  const url = parseUrl(given);
  if (url === null) return false;
  const { protocol, hostname, href, pathname } = url;
  const isSafe = protocol === 'https:' || (protocol === 'http:' && OWN_MACHINE.has(hostname));
  return isSafe && (href === given || (pathname === '/' && href === `${given}/`));
}

/**
 * Returns the address of the metadata of a resource: the well-known path stands between its host
 * and its path, and a path that is only a slash goes (RFC 9728 §3.1).
 */
export function metadataUrlOf(resource: string): string {
  const { origin, pathname } = new URL(resource);
  return `${origin}${WELL_KNOWN}${pathname === '/' ? '' : pathname}`;
}
