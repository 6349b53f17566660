import { describe, expect, it } from 'vitest';
import { createSecurity, keyRing } from '../../src/index.ts';
import { pairOf, secretText } from '../keys/sample-keys.ts';
import { handMade, NOW, SECRET, setUp, START } from '../support/security.ts';

const old = { privateKey: SECRET, algorithm: 'HS512' } as const;

describe('a ring whose keys change', () => {
  it('accepts tokens without kid of an old secret beside a new key pair', async () => {
    const token = await createSecurity({ ...old, expiration: '1h' }).createToken('alice');
    const keys = keyRing([
      { kid: 'new', algorithm: 'ES256', privateKey: pairOf('prime256v1').privateKey },
      { kid: 'other', algorithm: 'HS512', privateKey: secretText() },
      { kid: 'old', ...old },
    ]);
    const security = createSecurity({ keys, expiration: '1h' });
    for (let round = 0; round < 3; round++)
      expect(await security.verifyToken(token)).toMatchObject({ ok: true });
    expect(await security.verifyToken(token.slice(0, -3))).toMatchObject({
      error: { code: 'token_signature_invalid' },
    });
  });
});

describe('the issuer of tokens', () => {
  it('may be spelt in several ways, of which the first is written (R070)', async () => {
    const { security } = setUp({ issuer: ['https://id.example', 'id.example'] });
    expect(await security.verifyToken(await security.createToken('a'))).toMatchObject({
      claims: { iss: 'https://id.example' },
    });
    for (const [iss, ok] of [
      ['id.example', true],
      ['other.example', false],
      [undefined, false],
      [['id.example'], false],
    ])
      for (let round = 0; round < 3; round++)
        expect(
          await security.verifyToken(handMade({ sub: 'a', exp: NOW + 60, iss })),
        ).toMatchObject({ ok });
  });
});

describe('a time beyond what a date can be (R063)', () => {
  it.each([START + 60_000, 1e308, 253_402_300_800])(
    'refuses exp = %d with a reason',
    async (exp) => {
      const { security } = setUp();
      expect(await security.verifyToken(handMade({ sub: 'a', exp }))).toMatchObject({
        error: { code: 'token_claims_invalid', reason: expect.stringContaining('milliseconds') },
      });
    },
  );

  it('accepts the last second of the year 9999', async () => {
    const token = handMade({ sub: 'a', exp: 253_402_300_799 });
    expect(await setUp().security.verifyToken(token)).toMatchObject({ ok: true });
  });
});
