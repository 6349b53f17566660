import { describe, expect, it } from 'vitest';
import { refusalHeaders } from '../../src/base/challenge.ts';
import type { AuthErrorCode } from '../../src/base/errors.ts';
import { AuthError } from '../../src/base/errors.ts';

const headersOf = (code: AuthErrorCode, schemes: readonly string[] = ['Bearer']) =>
  refusalHeaders(code, new AuthError(code).status, schemes);
const challengeOf = (code: AuthErrorCode, schemes?: readonly string[]) =>
  headersOf(code, schemes)['WWW-Authenticate'];

describe('the challenge of a refusal', () => {
  it('names no error if no credential was sent (RFC 6750 §3.1)', () => {
    expect(challengeOf('credentials_missing')).toBe('Bearer realm="api"');
  });

  it('is invalid_request for a malformed credential', () => {
    expect(challengeOf('credentials_malformed')).toBe(
      'Bearer realm="api", error="invalid_request"',
    );
  });

  it('is insufficient_scope for a denied permission', () => {
    expect(challengeOf('permission_denied')).toBe('Bearer realm="api", error="insufficient_scope"');
  });

  it.each([
    'token_malformed',
    'token_signature_invalid',
    'token_expired',
    'token_revoked',
    'token_type_refused',
    'session_expired',
    'user_unknown',
  ] as const)('is invalid_token for %s', (code) => {
    expect(challengeOf(code)).toBe('Bearer realm="api", error="invalid_token"');
  });

  it.each([
    'cross_origin_refused',
    'resource_missing',
    'cookie_too_large',
    'user_unavailable',
    'store_unavailable',
    'keys_unavailable',
  ] as const)('is absent for %s, where another credential would not help', (code) => {
    expect(challengeOf(code)).toBeUndefined();
  });

  it('asks for another login with its parameters in each scheme (RFC 9470 §3)', () => {
    const code = 'authentication_insufficient';
    const headers = refusalHeaders(code, 401, ['Token', 'Bearer'], ', max_age="5"');
    const error = 'error="insufficient_user_authentication"';
    expect(headers['WWW-Authenticate']).toBe(
      `Token realm="api", ${error}, max_age="5", Bearer realm="api", ${error}, max_age="5"`,
    );
    expect(challengeOf(code)).toBe(`Bearer realm="api", ${error}`);
  });

  it('joins several schemes in one field, in their order (RFC 9110 §11.6.1)', () => {
    expect(challengeOf('token_expired', ['Token', 'Bearer'])).toBe(
      'Token realm="api", error="invalid_token", Bearer realm="api", error="invalid_token"',
    );
  });
});

describe('the headers of a refusal', () => {
  it.each(['token_expired', 'permission_denied', 'resource_missing', 'cookie_too_large'] as const)(
    'forbid to store the response to %s and name no time to retry',
    (code) => {
      const headers = headersOf(code);
      expect(headers['Cache-Control']).toBe('no-store');
      expect(headers).not.toHaveProperty('Retry-After');
    },
  );

  it.each(['user_unavailable', 'store_unavailable', 'keys_unavailable'] as const)(
    'say for %s when to retry',
    (code) => {
      expect(headersOf(code)).toEqual({ 'Cache-Control': 'no-store', 'Retry-After': '5' });
    },
  );

  it('are frozen, because the errors of one code share them', () => {
    expect(Object.isFrozen(headersOf('token_expired'))).toBe(true);
  });
});
