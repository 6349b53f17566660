import { describe, expect, it } from 'vitest';
import type { AuthErrorCode } from '../../src/base/errors.ts';
import { AuthError } from '../../src/base/errors.ts';
import { renderRefusal } from '../../src/security/problem.ts';

const codes: AuthErrorCode[] = [
  'credentials_missing',
  'credentials_malformed',
  'token_malformed',
  'token_too_large',
  'token_algorithm_refused',
  'token_key_unknown',
  'token_signature_invalid',
  'token_expired',
  'token_not_yet_valid',
  'token_issuer_mismatch',
  'token_audience_mismatch',
  'token_claims_invalid',
  'token_revoked',
  'token_reused',
  'session_expired',
  'user_unknown',
  'permission_denied',
  'cross_origin_refused',
  'resource_missing',
  'cookie_too_large',
  'store_unavailable',
  'keys_unavailable',
];

describe('the HTTP form of a refusal', () => {
  it('is a problem of RFC 9457 with the status of its code', () => {
    for (const code of codes) {
      const error = new AuthError(code);
      const { status, headers, body } = renderRefusal(error);
      expect(headers).toEqual([['Content-Type', 'application/problem+json']]);
      expect(JSON.parse(body)).toEqual({
        type: 'about:blank',
        title: expect.any(String),
        status,
        detail: expect.any(String),
      });
      expect([status, JSON.parse(body).title], code).toEqual([
        error.status,
        expect.not.stringMatching(/^Error$/),
      ]);
    }
  });

  it('has one body for one status, whatever was refused and whatever its message says', () => {
    const bodies = new Map<number, Set<string>>();
    for (const code of codes) {
      const { status, body } = renderRefusal(
        new AuthError(code, { message: `eyJhbGciOi.secret.${code}`, cause: new Error('hunter2') }),
      );
      bodies.set(status, (bodies.get(status) ?? new Set()).add(body));
      expect(body).not.toMatch(/eyJ|hunter2|secret/);
      expect(body).not.toContain(code);
    }
    expect(new Set(bodies.keys())).toEqual(new Set([400, 401, 403, 404, 500, 503]));
    for (const [status, distinct] of bodies) expect([status, distinct.size]).toEqual([status, 1]);
  });

  it('carries the headers of the error behind its own', () => {
    const headers = [
      ['Cache-Control', 'no-store'],
      ['WWW-Authenticate', 'Bearer'],
      ['WWW-Authenticate', 'JWT'],
    ] as const;
    expect(renderRefusal(new AuthError('token_expired', { headers })).headers).toEqual([
      ['Content-Type', 'application/problem+json'],
      ...headers,
    ]);
  });
});
