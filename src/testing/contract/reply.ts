import type { Reply } from './client.ts';
import { COOKIE_NAME, METADATA_URL } from './security.ts';

/** Returns the challenge of the contract with these parameters. */
export function challenge(...parameters: readonly string[]): string {
  const metadata = `resource_metadata="${METADATA_URL}"`;
  return `Bearer ${['realm="api"', ...parameters, metadata].join(', ')}`;
}

/** Returns the values of a header, in order. */
export function valuesOf({ headers }: Reply, name: string): string[] {
  return headers.flatMap(([field, value]) => (field.toLowerCase() === name ? [value] : []));
}

/** Returns the one value of a header; several are joined as RFC 9110 §5.3 does. */
export function headerOf(reply: Reply, name: string): string | undefined {
  const values = valuesOf(reply, name);
  return values.length === 0 ? undefined : values.join(', ');
}

/** Returns the media type without its parameters: some frameworks add a charset. */
export function mediaTypeOf(reply: Reply): string | undefined {
  return headerOf(reply, 'content-type')?.split(';', 1)[0];
}

/** Returns the fields of `Vary`, in lower case and sorted. */
export function varyOf(reply: Reply): string[] {
  const fields = (headerOf(reply, 'vary') ?? '').toLowerCase().split(/\s*,\s*/);
  return fields.filter((field) => field !== '').toSorted();
}

/** Returns the names of the cookies that a response sets or clears, sorted. */
export function cookieNamesOf(reply: Reply): string[] {
  return valuesOf(reply, 'set-cookie')
    .map((cookie) => cookie.slice(0, cookie.indexOf('=')))
    .toSorted();
}

/** Returns the `Set-Cookie` values of the session cookie. */
export function sessionCookiesOf(reply: Reply): string[] {
  return valuesOf(reply, 'set-cookie').filter((cookie) => cookie.startsWith(`${COOKIE_NAME}=`));
}

/** Whether a `Set-Cookie` value clears the cookie. */
export function isCleared(cookie: string | undefined): boolean {
  return cookie !== undefined && /; Max-Age=0(;|$)/.test(cookie);
}
