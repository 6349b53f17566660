import { describe, expect, it } from 'vitest';
import * as z from 'zod';
import { createSecurity } from '../../src/config/create-security.ts';
import { ConfigurationError } from '../../src/options/configuration-error.ts';
import { wiringOf } from '../../src/security/internals.ts';
import { issueToken } from '../../src/security/issue-token.ts';
import { claimsIn, NOW, setUp } from '../support/security.ts';

const privateKey = Buffer.alloc(64, 7);
const roles = z.object({ sub: z.string(), roles: z.array(z.string()) });

describe('issueToken', () => {
  it('signs the claims at the time of the clock', async () => {
    const set = setUp();
    set.wait(0.9);
    const token = await issueToken(wiringOf(set.security), 'alice', { x: 1 }, {});
    expect(claimsIn(token)).toMatchObject({ sub: 'alice', x: 1, iat: NOW, exp: NOW + 60 });
  });

  it('needs a key that can sign', () => {
    const wiring = { ...wiringOf(setUp().security), issuer: null };
    expect(() => issueToken(wiring, 'alice', {}, {})).toThrow(ConfigurationError);
  });

  it('refuses an option that it does not have, with the nearest one', () => {
    const wiring = wiringOf(setUp().security);
    expect(() => issueToken(wiring, 'alice', {}, { expires: '5m' } as never)).toThrow(
      new TypeError(
        'createToken has no option "expires": the options are expiration, audience, only, resource, uses, label.',
      ),
    );
    expect(() => issueToken(wiring, 'alice', {}, { expirations: '5m' } as never)).toThrow(
      /did you mean expiration\?/,
    );
  });
});

describe('a token that is made is accepted by its own security', () => {
  it.each([
    ['at once', roles],
    ['later', roles.refine(async () => true)],
  ])('so that the schema refuses claims %s, naming them', async (_when, claims) => {
    const security = createSecurity({ privateKey, audit: 'off', claims });
    const refused = security.createToken('alice', { roles: 'admin' as never });
    await expect(refused).rejects.toThrow(/^createSecurity would reject the token. .*roles/);
    await expect(refused).rejects.toThrow(TypeError);
    const token = await security.createToken('alice', { roles: ['admin'] });
    expect(await security.verifyToken(token)).toMatchObject({ ok: true });
  });

  it('so that a schema that throws makes no token', async () => {
    const cause = new Error('no schema');
    const claims = roles.refine(() => {
      throw cause;
    });
    const security = createSecurity({ privateKey, audit: 'off', claims });
    await expect(security.createToken('alice', { roles: [] })).rejects.toMatchObject({
      name: 'TypeError',
      cause,
    });
  });

  it('so that requiredClaims are required', async () => {
    const security = createSecurity({ privateKey, audit: 'off', requiredClaims: ['tenant'] });
    await expect(security.createToken('alice', { tenant: null })).rejects.toThrow(
      /^claims.tenant is missing/,
    );
    const token = await security.createToken('alice', { tenant: 7 });
    expect(await security.verifyToken(token)).toMatchObject({ ok: true });
  });
});
