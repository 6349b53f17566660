import { expect } from 'vitest';
import type { AuthContext, RequestView, Security } from '../../src/index.ts';
import { Allow, AuthError, createSecurity, headerPolicy } from '../../src/index.ts';
import { authAs, httpClient, testSecret } from '../../src/testing.ts';

/** A security without an adapter: handlers ask it themselves. */
export const security: Security = createSecurity({
  privateKey: testSecret(),
  expiration: '15m',
  policies: [headerPolicy()],
  root: { acl: [[Allow, 'role:boss', 'admin']] },
  logger: { warn: () => {}, error: () => {} },
});

/** What a handler of these tests does: it asks who sent the request, and refuses. */
export async function refuse(view: RequestView): Promise<never> {
  const auth: AuthContext = await security.authenticate(view);
  if (view.url.startsWith('/missing')) throw new AuthError('resource_missing');
  auth.require('admin');
  throw new Error('The request should have been refused.');
}

/** A response, however it was received. */
export interface Received {
  readonly status: number;
  readonly headers: Headers;
  readonly body: string;
}

export type Ask = (path: string, headers: Record<string, string>) => Promise<Received>;

/** Asks a server on this port of the machine over a socket. */
export function askPort(port: number): Ask {
  return async (path, headers) => {
    const reply = await httpClient(port)({
      method: 'GET',
      path,
      headers: Object.entries(headers),
      body: null,
    });
    const { status, body } = reply;
    return { status, body, headers: new Headers(reply.headers as [string, string][]) };
  };
}

/** The three refusals of these tests, each with its challenge. */
export const REFUSALS = [
  { name: '401', path: '/page', user: null, status: 401, challenge: 'Bearer realm="api"' },
  {
    name: '403',
    path: '/page',
    user: 'alice',
    status: 403,
    challenge: 'Bearer realm="api", error="insufficient_scope"',
  },
  { name: '404', path: '/missing', user: 'alice', status: 404, challenge: null },
] as const;

/** What an error handler of an application leaves of a refusal. */
export interface Expected {
  /** Whether the headers of the error are on the response. */
  readonly hasHeaders: boolean;
  readonly mediaType: string;
  /** The status, if it is not that of the error. */
  readonly status?: number;
}

/** Asks for each refusal and checks what arrives. */
export async function expectRefusals(ask: Ask, expected: Expected): Promise<void> {
  for (const { name, path, user, status, challenge } of REFUSALS) {
    const headers = user === null ? {} : await authAs(security, user);
    const received = await ask(path, headers);
    expect(received.status, name).toBe(expected.status ?? status);
    if (expected.hasHeaders) {
      expect(received.headers.get('www-authenticate'), name).toBe(challenge);
      expect(received.headers.get('cache-control'), name).toBe('no-store');
    }
    expect(received.headers.get('content-type')?.split(';')[0], name).toBe(expected.mediaType);
    expect(received.body, name).toSatisfy(isOf(expected.mediaType));
    expect(received.body, name).not.toMatch(/role:|Denied|\bACL\b|\bACE\b|principal|reason/);
    if (expected.status === undefined)
      expect(received.body, name).not.toContain('Internal Server Error');
    // A list of headers in the place of an object would be written with its indices as names.
    expect(
      [...received.headers.keys()].filter((key) => /^\d+$/.test(key)),
      name,
    ).toEqual([]);
  }
}

function isOf(mediaType: string): (body: string) => boolean {
  return (body) => {
    if (mediaType.endsWith('json')) return typeof JSON.parse(body) === 'object';
    return mediaType === 'text/html' ? body.startsWith('<!DOCTYPE html>') : !/^[<{]/.test(body);
  };
}
