import { createHmac } from 'node:crypto';
import { expect } from 'vitest';
import { cookiePolicy, createSecurity } from '../../src/index.ts';
import type {
  AuthContext,
  CookiePolicyOptions,
  RequestView,
  Security,
  SecurityOptions,
} from '../../src/index.ts';

export const secret = 'test-only-5p2Yk0vQ8mZr7LxWcN3dHfJ6sTgB1uEaPoIiKqMyRzXvCwDnGhLjUbSt4eF9';
export const START = 1_700_000_000_000;

/** A security whose time stands still until it is told to wait, and what it logs. */
export interface SetUp {
  readonly security: Security;
  readonly logged: readonly object[];
  readonly wait: (seconds: number) => void;
}

export function setUp(options: Partial<SecurityOptions> = {}): SetUp {
  let now = START;
  const logged: object[] = [];
  const logger = {
    warn: (details: object) => void logged.push(details),
    error: (details: object) => void logged.push(details),
  };
  const security = createSecurity({
    privateKey: secret,
    expiration: '1m',
    clock: () => now,
    logger,
    ...options,
  });
  return { security, logged, wait: (seconds) => void (now += seconds * 1000) };
}

/** The same with a cookie that slides after 10 seconds and ends after 2 minutes. */
export function sliding(options: CookiePolicyOptions = {}): SetUp {
  return setUp({
    policies: [cookiePolicy({ reissueTime: 10, sessionLifetime: '2m', ...options })],
  });
}

/** One request as an adapter would show it. */
export function view(
  headers: Record<string, string | string[]> = {},
  method = 'GET',
  secure = true,
): RequestView {
  return { method, secure, header: (name) => headers[name] };
}

export function bearer(token: string): RequestView {
  return view({ authorization: `Bearer ${token}` });
}

/** The one cookie that a reply sets, as the browser will send it. */
export function cookieOf(auth: AuthContext): string {
  const set = auth.headers.filter(([name]) => name === 'Set-Cookie').map(([, value]) => value);
  expect(set).toHaveLength(1);
  return (set[0] as string).split(';')[0] as string;
}

export function tokenIn(cookie: string): string {
  return cookie.slice(cookie.indexOf('=') + 1);
}

export function claimsIn(token: string): Record<string, unknown> {
  return JSON.parse(Buffer.from(token.split('.')[1] as string, 'base64url').toString()) as Record<
    string,
    unknown
  >;
}

/** A token as any other library would make it, signed by hand so that ours has no part in it. */
export function handMade(claims: object, header: object = { alg: 'HS512', typ: 'JWT' }): string {
  const input = [header, claims]
    .map((part) => Buffer.from(JSON.stringify(part)).toString('base64url'))
    .join('.');
  return `${input}.${createHmac('sha512', secret).update(input).digest('base64url')}`;
}

/** Logs in, and gives the cookie. */
export async function login(
  set: SetUp,
  userId: string | number = 'alice',
  claims: object = {},
): Promise<string> {
  const auth = await set.security.authenticate(view({}, 'POST'));
  await auth.remember(userId, { ...claims });
  return cookieOf(auth);
}
