import { describe, expect, it } from 'vitest';
import { cookiePolicy } from '../../src/authn/cookie.ts';
import { headerPolicy } from '../../src/authn/header.ts';
import { failure } from '../../src/base/errors.ts';
import type { AuthErrorCode } from '../../src/base/errors.ts';
import { Challenger } from '../../src/security/challenge.ts';

const challenges = (
  code: AuthErrorCode,
  policies = [headerPolicy()] as ConstructorParameters<typeof Challenger>[0],
) =>
  new Challenger(policies)
    .error(code)
    .headers.filter(([name]) => name === 'WWW-Authenticate')
    .map(([, value]) => value);

describe('the challenge of a refusal', () => {
  it('names no error when nothing was sent (RFC 6750 §3.1)', () => {
    expect(challenges('credentials_missing')).toEqual(['Bearer realm="api"']);
  });

  it('is invalid_request for a malformed credential, insufficient_scope for a denied permission, invalid_token for every refused token', () => {
    expect(challenges('credentials_malformed')).toEqual([
      'Bearer realm="api", error="invalid_request"',
    ]);
    expect(challenges('permission_denied')).toEqual([
      'Bearer realm="api", error="insufficient_scope"',
    ]);
    for (const code of [
      'token_expired',
      'token_malformed',
      'token_signature_invalid',
      'token_revoked',
      'user_unknown',
      'session_expired',
    ] as const)
      expect(challenges(code), code).toEqual(['Bearer realm="api", error="invalid_token"']);
  });

  it('is not there where another credential would not help', () => {
    for (const code of [
      'cross_origin_refused',
      'resource_missing',
      'cookie_too_large',
      'store_unavailable',
    ] as const)
      expect(challenges(code), code).toEqual([]);
  });

  it('stands once for each scheme of the policies, in their order', () => {
    const policies = [
      headerPolicy({ authType: ['Token', 'JWT'] }),
      cookiePolicy(),
      headerPolicy({ httpHeader: 'X-Token' }),
    ];
    expect(challenges('credentials_missing', policies)).toEqual([
      'Token realm="api"',
      'Bearer realm="api"',
    ]);
  });

  it('comes with a ban on storing, and the error says what the failure said unless told otherwise', () => {
    const challenger = new Challenger([headerPolicy()]);
    const error = challenger.error(failure('token_expired', 'Over since noon.'));
    expect([error.code, error.status, error.message]).toEqual([
      'token_expired',
      401,
      'Over since noon.',
    ]);
    expect(challenger.error('permission_denied', 'Because.').message).toBe('Because.');
    for (const code of [
      'token_expired',
      'permission_denied',
      'resource_missing',
      'store_unavailable',
    ] as const)
      expect(challenger.error(code).headers, code).toContainEqual(['Cache-Control', 'no-store']);
  });
});
