import { describe, expect, it } from 'vitest';
import { cookiePolicy } from '../../src/authn/cookie.ts';
import { headerPolicy } from '../../src/authn/header.ts';
import type { AuthErrorCode } from '../../src/base/errors.ts';
import { AuthError, failure } from '../../src/base/errors.ts';
import { RefusalFactory, refusalOf } from '../../src/security/refusal.ts';
import { secondCopyOf } from '../support/second-copy.ts';

const factory = new RefusalFactory([
  headerPolicy({ authType: ['Token', 'JWT'] }),
  cookiePolicy(),
  headerPolicy({ httpHeader: 'X-Token' }),
]);
const CODES = [
  'credentials_malformed',
  'credentials_missing',
  'token_expired',
  'token_signature_invalid',
  'user_unknown',
  'permission_denied',
  'cross_origin_refused',
  'resource_missing',
  'cookie_too_large',
  'user_unavailable',
  'store_unavailable',
] as const satisfies AuthErrorCode[];

describe('the error of a RefusalFactory', () => {
  it('challenges for the first scheme of every policy, each once, in their order', () => {
    expect(factory.error('credentials_missing').headers['WWW-Authenticate']).toBe(
      'Token realm="api", Bearer realm="api"',
    );
  });

  it('has the same headers the second time, when they are taken from the cache', () => {
    const [first, second] = [factory.error('token_expired'), factory.error('token_expired')];
    expect(second.headers).toEqual(first.headers);
    expect(second.headers).toEqual({
      'Cache-Control': 'no-store',
      'WWW-Authenticate':
        'Token realm="api", error="invalid_token", Bearer realm="api", error="invalid_token"',
    });
  });

  it('has for one code the headers of that code, whichever was asked before', () => {
    factory.error('token_expired');
    expect(factory.error('resource_missing').headers).toEqual({ 'Cache-Control': 'no-store' });
    expect(factory.error('user_unavailable').headers).toEqual({
      'Cache-Control': 'no-store',
      'Retry-After': '5',
    });
  });

  it.each([
    ['of the code', 'permission_denied', undefined, 'The ACL does not grant the permission.'],
    ['of the failure', failure('token_expired', 'At noon.'), undefined, 'At noon.'],
    ['of the call', 'permission_denied', 'Denied: ACE 1.', 'Denied: ACE 1.'],
    ['of the call before that of the failure', failure('token_expired', 'a'), 'b', 'b'],
  ] as const)('has the reason %s', (_, refusal, reason, expected) => {
    // Twice, because the first error of a code is made in another way.
    expect(factory.error(refusal, reason).reason).toBe(expected);
    expect(factory.error(refusal, reason).reason).toBe(expected);
  });
});

describe('refusalOf', () => {
  it.each(CODES)('has for %s the status, the headers and the problem of the error', (code) => {
    const error = factory.error(code);
    const { status, headers, body } = refusalOf(error);
    expect(status).toBe(error.status);
    expect(headers[0]).toEqual(['Content-Type', 'application/problem+json']);
    expect(Object.fromEntries(headers.slice(1))).toEqual(error.headers);
    expect(JSON.parse(body)).toEqual(error.toJSON());
  });

  it.each(CODES)('shows for %s neither the code nor the reason nor the cause', (code) => {
    const cause = new Error('hunter2');
    const { body } = refusalOf(new AuthError(code, { reason: 'eyJhbGciOi.secret', cause }));
    expect(body).not.toMatch(/eyJ|secret|hunter2/);
    expect(body).not.toContain(code);
  });

  it('has one body for all refusals of one status', () => {
    const bodies = new Set(
      (['token_expired', 'credentials_missing', 'user_unknown'] as const).map(
        (code) => refusalOf(new AuthError(code, { reason: code })).body,
      ),
    );
    expect(bodies.size).toBe(1);
  });

  it('answers an AuthError of a second copy of the package by its own status', async () => {
    const copy = await secondCopyOf<{ AuthError: typeof AuthError }>('base/errors.ts');
    expect(refusalOf(new copy.AuthError('permission_denied')).status).toBe(403);
  });

  it.each([
    ['an Error', new Error('hunter2')],
    ['an error with a status of its own', Object.assign(new Error('hunter2'), { status: 418 })],
    ['a string', 'hunter2'],
    ['undefined', undefined],
    ['null', null],
  ])('answers %s with a 500 that shows nothing of it', (_, error) => {
    const { status, headers, body } = refusalOf(error);
    expect([status, headers]).toEqual([
      500,
      [
        ['Content-Type', 'application/problem+json'],
        ['Cache-Control', 'no-store'],
      ],
    ]);
    expect(JSON.parse(body)).toMatchObject({ status: 500, title: 'Internal Server Error' });
    expect(body).not.toContain('hunter2');
  });
});
