import { createHmac } from 'node:crypto';
import { cookiePolicy, createSecurity, denylist, memoryStore } from '../../src/index.ts';
import { testClock } from '../../src/testing/clock.ts';
import type {
  AuthContext,
  CookiePolicyOptions,
  ReplyHeader,
  RequestView,
  Security,
  SecurityEvent,
  SecurityOptions,
} from '../../src/index.ts';

/** A secret that the audit has nothing to say about. */
export const SECRET = 'test-only-5p2Yk0vQ8mZr7LxWcN3dHfJ6sTgB1uEaPoIiKqMyRzXvCwDnGhLjUbSt4eF9';

/** The time at which every test begins, in milliseconds and in seconds since 1970. */
export const START = 1_700_000_000_000;
export const NOW: number = START / 1000;

/** The default name of the cookie. */
export const COOKIE = '__Host-Http-Authorization';

/** A security whose clock only moves by `wait`, and the events that it reports. */
export interface SetUp {
  readonly security: Security;
  readonly events: readonly SecurityEvent[];
  readonly wait: (seconds: number) => void;
}

export function setUp(options: Partial<SecurityOptions> = {}): SetUp {
  let now = START;
  const events: SecurityEvent[] = [];
  const keep = (event: object): void => void events.push(event as SecurityEvent);
  const security = createSecurity({
    privateKey: SECRET,
    expiration: '1m',
    clock: () => now,
    logger: { warn: keep, error: keep },
    ...options,
  });
  return { security, events, wait: (seconds) => void (now += seconds * 1000) };
}

/** The same with a store of what was revoked, by the same clock. */
export function revocable(
  options: Partial<SecurityOptions> = {},
  list: typeof denylist = denylist,
): SetUp {
  const clock = testClock(START);
  const revocation = list(memoryStore({ clock }));
  const set = setUp({ clock, revocation, ...options });
  return { ...set, wait: (seconds) => void clock.advance(seconds) };
}

/** The same with a cookie that is renewed after 10 seconds and a session of 2 minutes. */
export function sliding(options: CookiePolicyOptions = {}): SetUp {
  return setUp({
    policies: [cookiePolicy({ reissueTime: 10, sessionLifetime: '2m', ...options })],
  });
}

/** One request as an adapter would show it. */
export function view(
  headers: Readonly<Record<string, string | readonly string[]>> = {},
  more: Partial<RequestView> = {},
): RequestView {
  return {
    method: 'GET',
    secure: true,
    url: '/',
    header: (name) => (Object.hasOwn(headers, name) ? headers[name] : undefined),
    ...more,
  };
}

export function post(headers: Readonly<Record<string, string>> = {}): RequestView {
  return view(headers, { method: 'POST' });
}

export function bearer(token: string, more: Partial<RequestView> = {}): RequestView {
  return view({ authorization: `Bearer ${token}` }, more);
}

/** The `Set-Cookie` values of a response. */
export function setCookies(headers: readonly ReplyHeader[]): string[] {
  return headers.filter(([name]) => name === 'Set-Cookie').map(([, value]) => value);
}

/** The one cookie that a response sets, as the browser will send it back. */
export function cookieFrom(headers: readonly ReplyHeader[]): string {
  const cookies = setCookies(headers);
  if (cookies.length !== 1) throw new Error(`expected one cookie, got ${cookies.length}`);
  return (cookies[0] as string).split(';')[0] as string;
}

/** Returns the value of a cookie: its token. */
export function tokenIn(cookie: string): string {
  return cookie.slice(cookie.indexOf('=') + 1).split(';')[0] as string;
}

export function claimsIn(token: string): Record<string, unknown> {
  return partOf(token, 1);
}

export function headerIn(token: string): Record<string, unknown> {
  return partOf(token, 0);
}

function partOf(token: string, index: number): Record<string, unknown> {
  const part = token.split('.')[index] as string;
  return JSON.parse(Buffer.from(part, 'base64url').toString()) as Record<string, unknown>;
}

/** A token as another library would make it: nothing of this one takes part. */
export function handMade(claims: unknown, header: object = { alg: 'HS512', typ: 'JWT' }): string {
  return signed(JSON.stringify(header), JSON.stringify(claims));
}

/** The header of a session token, which a cookie may hold. */
export const SESSION = { alg: 'HS512', typ: 'session+jwt' };

/** The same of JSON that `JSON.stringify` does not write. */
export function signed(header: string, payload: string, secret: string = SECRET): string {
  const input = [header, payload].map((part) => Buffer.from(part).toString('base64url')).join('.');
  return `${input}.${createHmac('sha512', secret).update(input).digest('base64url')}`;
}

/** Logs in and returns the cookie. */
export async function login(
  { security }: Pick<SetUp, 'security'>,
  userId: string | number = 'alice',
  claims: Readonly<Record<string, unknown>> = {},
): Promise<string> {
  const auth = await security.authenticate(post());
  await auth.remember(userId, claims);
  return cookieFrom(auth.take(200));
}

/** Authenticates with a good token of a user. */
export async function authFor(
  { security }: Pick<SetUp, 'security'>,
  userId: string | number = 'alice',
  more: Partial<RequestView> = {},
): Promise<AuthContext> {
  return security.authenticate(bearer(await security.createToken(userId), more));
}

/** Returns what a function throws. */
export function thrownBy(run: () => unknown): unknown {
  try {
    run();
  } catch (error) {
    return error;
  }
  throw new Error('nothing was thrown');
}
