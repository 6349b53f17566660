import { parseUrl } from '../../base/parse-url.ts';

const LOOPBACK = /^(localhost|127\.\d+\.\d+\.\d+|\[::1\])$/;

/**
 * Reads the address of a server that publishes keys. It must be https; http is allowed for this
 * machine itself, because no other machine can change what it answers.
 *
 * @returns null for any other value, and for an address with a user name or a fragment
 */
export function readAddress(value: unknown): URL | null {
  const url = typeof value === 'string' ? parseUrl(value) : null;
  if (url === null) return null;
  const isSafe = url.protocol === 'https:' || (url.protocol === 'http:' && isLoopback(url));
  return isSafe && url.username === '' && url.password === '' && url.hash === '' ? url : null;
}

/** Whether an address is one of this machine. */
export function isLoopback({ hostname }: URL): boolean {
  return LOOPBACK.test(hostname);
}

/**
 * The addresses at which an issuer publishes its metadata: OpenID Connect Discovery §4 appends the
 * well-known path to that of the issuer, RFC 8414 §3.1 puts it in front.
 */
export function metadataAddresses(issuer: string): readonly string[] {
  const { origin, pathname } = new URL(issuer);
  const path = pathname.replace(/\/$/, '');
  return [
    `${origin}${path}/.well-known/openid-configuration`,
    `${origin}/.well-known/oauth-authorization-server${path}`,
  ];
}
