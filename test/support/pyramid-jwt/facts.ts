import type { ReadToken } from './answer.ts';
import { readToken, tokenInWebob } from './answer.ts';
import type { Arrival } from './original.ts';
import { addedBy, optionOf } from './original.ts';
import type { Configuration } from './recording.ts';
import type { Compared } from './replay.ts';

/** What is known of one request without its answers. */
export interface Facts extends Arrival {
  readonly configuration: Configuration;
  readonly isMoved: boolean;
  readonly method: string;
  readonly headers: Headers;
  /** The value of the header that may carry a token. */
  readonly credential: string;
  /** The token that came here, whether it is good or not. */
  readonly sent: ReadToken | null;
  /** The token that came to the original. */
  readonly theirs: ReadToken | null;
  /** The host for which the cookies of a site that has moved are set. */
  readonly site: string;
}

/** A JWS in compact form, with an empty signature at least. */
const JWS = /eyJ[\w-]+\.[\w-]+\.[\w-]*/;

export function factsOf({ replay, step, now, host, url, request, theirCookies }: Compared): Facts {
  const { configuration, isMoved } = replay;
  const { headers, method } = request;
  const first = configuration.steps[0]?.host ?? 'example.com';
  const credential = headers.get(headerOf(configuration)) ?? '';
  const received =
    configuration.policy === 'header'
      ? [tokenIn(credential)]
      : cookiesIn(headers.get('cookie')).toSorted((one, other) => startOf(other) - startOf(one));
  const made = step.token === undefined ? null : configuration.steps[step.token]?.answer.token;
  const theirs =
    configuration.policy === 'header'
      ? tokenIn(step.token === undefined ? credential : (made ?? ''))
      : (cookiesIn(theirCookies ?? step.headers?.find(([name]) => name === 'Cookie')?.[1]).at(-1) ??
        null);
  return {
    configuration,
    isMoved,
    method,
    headers,
    page: url.pathname.split('/').at(-1) as string,
    query: url.searchParams,
    host,
    now,
    credential,
    sent: received[0] ?? null,
    theirs,
    site: first.replace(/:\d+$/, ''),
  };
}

/** The header that the configuration reads. */
export function headerOf(configuration: Configuration): string {
  return (optionOf(configuration, 'http_header') ?? 'Authorization') as string;
}

/** Whether two tokens are of one login and one time. */
export function isSame(one: ReadToken | null, other: ReadToken | null): boolean {
  if (one === null || other === null) return one === other;
  return ['sub', 'iat', 'exp'].every((name) => one.claims[name] === other.claims[name]);
}

/** Whether a token, correctly signed, is accepted at this time and for this audience. */
export function isGood({ configuration, now }: Facts, { claims }: ReadToken): boolean {
  const { exp, nbf, iat, aud } = claims as Record<string, number | undefined>;
  const leeway = Number(optionOf(configuration, 'leeway') ?? 0);
  const audience = optionOf(configuration, 'audience');
  const isTimely =
    (exp ?? Number.POSITIVE_INFINITY) > Math.floor(now) - leeway &&
    (nbf ?? 0) <= now + leeway &&
    (iat ?? 0) <= now + 60;
  return (
    isTimely && (audience === null ? aud === undefined : [aud].flat().includes(audience as never))
  );
}

/** Whether a value identifies a user here. */
export function isUserId(value: unknown): boolean {
  if (typeof value === 'number') return Number.isSafeInteger(value);
  return typeof value === 'string' && /^[^\p{Cc}]{1,255}$/u.test(value);
}

/** Whether the request comes from a user whom the application knows. */
export function isKnown(facts: Facts): boolean {
  const { sent, configuration } = facts;
  if (sent === null || !isGood(facts, sent) || !isUserId(sent.claims['sub'])) return false;
  if (configuration.policy === 'header' && !isRead(facts)) return false;
  return addedBy(configuration, sent) !== null;
}

/** Whether a credential stands behind a scheme that is read here, or alone where it may. */
export function isRead({ configuration, credential }: Facts): boolean {
  const type = optionOf(configuration, 'auth_type') as string | null;
  const schemes = type === null ? ['jwt', 'bearer'] : [type.toLowerCase()];
  const [scheme = '', ...rest] = credential.toLowerCase().split(/ +/);
  if (rest.length === 1) return schemes.includes(scheme);
  return rest.length === 0 && headerOf(configuration) !== 'Authorization';
}

/** Returns the user id that a login names. */
export function userIn(query: URLSearchParams): unknown {
  const sub = query.get('sub') as string;
  return ['int', 'json'].includes(query.get('type') ?? '') ? JSON.parse(sub) : sub;
}

/** Returns the claims that a login passes; undefined if the request is none. */
export function givenClaims({ page, query }: Facts): Record<string, unknown> | undefined {
  if (page !== 'login' && page !== 'remember') return undefined;
  return JSON.parse(query.get('claims') ?? '{}') as Record<string, unknown>;
}

function tokenIn(text: string): ReadToken | null {
  const jws = JWS.exec(text)?.[0];
  return jws === undefined ? null : readToken(jws);
}

function cookiesIn(header: string | null | undefined): ReadToken[] {
  return (header ?? '').split('; ').flatMap((cookie) => {
    const value = cookie.slice(cookie.indexOf('=') + 1);
    const token = tokenIn(value.startsWith('eyJ') || value === '' ? value : tokenInWebob(value));
    return token === null ? [] : [token];
  });
}

function startOf({ claims }: ReadToken): number {
  return Number(claims['iat'] ?? 0);
}
