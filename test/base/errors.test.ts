import { inspect } from 'node:util';
import { describe, expect, it } from 'vitest';
import type { AuthErrorCode } from '../../src/base/errors.ts';
import { AuthError, failure, isFailure } from '../../src/base/errors.ts';
import { secondCopyOf } from '../support/second-copy.ts';

/** The status of every code; the type makes the compiler ask for a new code here. */
const STATUS: Readonly<Record<AuthErrorCode, number>> = {
  credentials_missing: 401,
  credentials_malformed: 400,
  token_malformed: 401,
  token_too_large: 401,
  token_algorithm_refused: 401,
  token_key_unknown: 401,
  token_signature_invalid: 401,
  token_type_refused: 401,
  token_expired: 401,
  token_not_yet_valid: 401,
  token_issuer_mismatch: 401,
  token_audience_mismatch: 401,
  token_claims_invalid: 401,
  token_revoked: 401,
  token_reused: 401,
  session_expired: 401,
  user_unknown: 401,
  authentication_insufficient: 401,
  permission_denied: 403,
  cross_origin_refused: 403,
  resource_missing: 404,
  cookie_too_large: 500,
  user_unavailable: 503,
  store_unavailable: 503,
  keys_unavailable: 503,
};
const CODES = Object.entries(STATUS) as [AuthErrorCode, number][];
const REASON = 'Denied: ACE 3 of the acl of Vault denies user:mallory.';

const copy = await secondCopyOf<{ AuthError: typeof AuthError }>('base/errors.ts');

describe('AuthError', () => {
  it.each(CODES)('has for %s the status %i under both names', (code, status) => {
    const error = new AuthError(code);
    expect([error.code, error.status, error.statusCode]).toEqual([code, status, status]);
  });

  it.each(CODES)('has for %s a message that depends on the status alone', (code, status) => {
    const sameStatus = CODES.filter(([, other]) => other === status).map(
      ([other]) => new AuthError(other).message,
    );
    expect(new Set(sameStatus)).toEqual(new Set([new AuthError(code, { reason: REASON }).message]));
  });

  it.each(CODES)('has for %s a reason of its own that is no message', (code) => {
    const { reason, message } = new AuthError(code);
    expect(reason.length).toBeGreaterThan(20);
    expect(reason).not.toBe(message);
  });

  it('is an Error with its name', () => {
    const error = new AuthError('token_expired');
    expect(error).toBeInstanceOf(Error);
    expect(String(error)).toBe(
      'AuthError: Send a valid credential: it is missing or not accepted.',
    );
  });

  it('tells http-errors style handlers that its message may be sent', () => {
    expect(new AuthError('token_expired').expose).toBe(true);
  });

  it('takes code and reason from a failure', () => {
    const error = new AuthError(failure('token_expired', 'It expired at noon.'));
    expect([error.code, error.status, error.reason]).toEqual([
      'token_expired',
      401,
      'It expired at noon.',
    ]);
  });

  it('prefers the reason of its options to that of the failure', () => {
    const error = new AuthError(failure('token_expired', 'first'), { reason: 'second' });
    expect(error.reason).toBe('second');
  });

  it('keeps its cause, which is not enumerable', () => {
    const cause = new Error('the database is down');
    const error = new AuthError('user_unavailable', { cause });
    expect(error.cause).toBe(cause);
    expect(Object.keys(error)).not.toContain('cause');
  });

  it('has no cause if none is given', () => {
    expect('cause' in new AuthError('token_expired')).toBe(false);
  });
});

describe('the reason of an AuthError', () => {
  const error = new AuthError('permission_denied', { reason: REASON });

  it.each([
    ['JSON.stringify', JSON.stringify(error)],
    ['the message', error.message],
    ['String', String(error)],
    ['the stack', error.stack ?? ''],
    // oxlint-disable-next-line typescript/no-misused-spread -- loggers and handlers do that
    ['a spread', JSON.stringify({ ...error })],
    ['Object.entries', JSON.stringify(Object.entries(error))],
    ['Object.assign', JSON.stringify(Object.assign({}, error))],
    [
      'own property descriptors',
      JSON.stringify(Object.getOwnPropertyDescriptors(error), (key, value: unknown) =>
        key === 'stack' ? undefined : value,
      ),
    ],
  ])('is not in %s', (_, text) => {
    expect(text).not.toContain('mallory');
  });

  it('is no enumerable member', () => {
    const names: string[] = [];
    for (const name in error) names.push(name);
    expect([names, Object.keys(error)].flat()).not.toContain('reason');
  });

  it('is not in the response', async () => {
    expect(await error.toResponse().text()).not.toContain('mallory');
  });

  it('is shown by util.inspect, with the code', () => {
    expect(inspect(error)).toContain(`[code]: permission_denied\n[reason]: ${REASON}`);
  });

  it('is shown by util.inspect of an object that holds the error', () => {
    expect(inspect({ err: error })).toContain(REASON);
  });

  it('is shown together with the cause', () => {
    const cause = new Error('connection refused');
    expect(inspect(new AuthError('user_unavailable', { cause }))).toContain(
      '[cause]: Error: connection refused',
    );
  });
});

describe('the headers of an AuthError', () => {
  it('are a plain object that handlers can loop over', () => {
    const { headers } = new AuthError('token_expired');
    expect(Object.getPrototypeOf(headers)).toBe(Object.prototype);
    expect(Object.keys(headers)).toEqual(['Cache-Control', 'WWW-Authenticate']);
  });

  it('have by default a Bearer challenge', () => {
    expect(new AuthError('token_expired').headers).toEqual({
      'Cache-Control': 'no-store',
      'WWW-Authenticate': 'Bearer realm="api", error="invalid_token"',
    });
  });

  it('are those of the options if these are given', () => {
    const headers = { 'X-Mine': '1' };
    expect(new AuthError('token_expired', { headers }).headers).toEqual({ 'X-Mine': '1' });
  });
});

describe('the response of an AuthError', () => {
  it('is a problem of RFC 9457 in toJSON', () => {
    expect(new AuthError('resource_missing').toJSON()).toEqual({
      type: 'about:blank',
      title: 'Not Found',
      status: 404,
      detail: 'This resource does not exist.',
    });
  });

  it.each(['toResponse', 'getResponse'] as const)(
    'has in %s the status, the challenge and the problem',
    async (method) => {
      const response = new AuthError('credentials_missing')[method]();
      expect(response.status).toBe(401);
      expect(Object.fromEntries(response.headers)).toEqual({
        'content-type': 'application/problem+json',
        'cache-control': 'no-store',
        'www-authenticate': 'Bearer realm="api"',
      });
      expect(await response.json()).toEqual(new AuthError('token_expired').toJSON());
    },
  );
});

describe('AuthError.isAuthError', () => {
  it('recognizes an AuthError', () => {
    expect(AuthError.isAuthError(new AuthError('token_expired'))).toBe(true);
  });

  it('recognizes an AuthError of a second copy of the package, in both directions', () => {
    expect(copy.AuthError).not.toBe(AuthError);
    expect(new copy.AuthError('token_expired')).not.toBeInstanceOf(AuthError);
    expect(AuthError.isAuthError(new copy.AuthError('token_expired'))).toBe(true);
    expect(copy.AuthError.isAuthError(new AuthError('token_expired'))).toBe(true);
  });

  it.each([
    ['an Error', new Error('no')],
    ['an object with the same members', Object.assign({}, new AuthError('token_expired'))],
    ['a failure', failure('token_expired')],
    ['a string', 'token_expired'],
    ['null', null],
    ['undefined', undefined],
  ])('does not recognize %s', (_, value) => {
    expect(AuthError.isAuthError(value)).toBe(false);
  });
});

describe('failure', () => {
  it('is a frozen value with the reason of its code', () => {
    const value = failure('token_expired');
    expect(value).toEqual({
      ok: false,
      code: 'token_expired',
      reason: 'The token has expired: get a new one.',
    });
    expect(Object.isFrozen(value)).toBe(true);
  });

  it('takes a more precise reason', () => {
    expect(failure('token_expired', 'It expired at noon.').reason).toBe('It expired at noon.');
  });
});

describe('isFailure', () => {
  it.each([
    ['one that failure made', failure('token_expired')],
    ['one written by hand', { ok: false, code: 'token_expired', reason: 'x' }],
  ])('is true for %s', (_, value) => {
    expect(isFailure(value)).toBe(true);
  });

  it.each([
    ['an unknown code', { ok: false, code: 'no_such_code', reason: 'x' }],
    ['an inherited code', { ok: false, code: 'constructor', reason: 'x' }],
    ['a code that is no string', { ok: false, code: 7, reason: 'x' }],
    ['no reason', { ok: false, code: 'token_expired' }],
    ['ok true', { ok: true, code: 'token_expired', reason: 'x' }],
    ['no members', {}],
    ['null in its place', null],
    ['a string in its place', 'token_expired'],
  ])('is false with %s', (_, value) => {
    expect(isFailure(value)).toBe(false);
  });
});
