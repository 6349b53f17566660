import { constants, sign, verify } from 'node:crypto';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { algorithmRow } from '../../src/keys/algorithm.ts';
import type { RsaPss } from '../../src/keys/rsa-pss.ts';
import { pairOf } from './sample-keys.ts';
import { workerdCrypto } from './workerd-crypto.ts';

const { privateKey: signingKey, publicKey: verifyingKey } = pairOf('rsa');
const data = Buffer.from('header.payload');

afterEach(() => {
  vi.doUnmock('node:crypto');
  vi.resetModules();
});

/** The class as a runtime whose `node:crypto` differs would load it. */
async function rsaPssWith(changed: object): Promise<typeof RsaPss> {
  vi.resetModules();
  vi.doMock('node:crypto', async (original) => ({ ...(await original<object>()), ...changed }));
  return (await import('../../src/keys/rsa-pss.ts')).RsaPss;
}

describe.each([
  ['takes a KeyObject beside options', {}],
  ['is workerd', workerdCrypto],
])('RsaPss on a runtime that %s', (_what, changed) => {
  it.each(['PS256', 'PS384', 'PS512'] as const)(
    'signs and verifies %s with a salt as long as the hash output',
    async (algorithm) => {
      const row = algorithmRow(algorithm);
      const pss = new (await rsaPssWith(changed))({ signingKey, verifyingKey }, row);
      const padding = constants.RSA_PKCS1_PSS_PADDING;
      const salted = (saltLength: number) => ({ key: signingKey, padding, saltLength });
      const made = pss.sign(data);
      const expected = { key: verifyingKey, padding, saltLength: row.size };
      expect(verify(row.hash, data, expected, made)).toBe(true);
      expect(pss.verify(data, made)).toBe(true);
      expect(pss.verify(data, sign(row.hash, data, salted(row.size)))).toBe(true);
      expect(pss.verify(data, sign(row.hash, data, salted(row.size - 1)))).toBe(false);
      expect(pss.verify(data, sign(row.hash, data, signingKey))).toBe(false);
      expect(pss.verify(Buffer.from('other'), made)).toBe(false);
    },
  );

  it('leaves the key of the application unchanged', async () => {
    const pss = new (await rsaPssWith(changed))(
      { signingKey, verifyingKey },
      algorithmRow('PS256'),
    );
    pss.verify(data, pss.sign(data));
    expect([Object.keys(signingKey), Object.keys(verifyingKey)]).toEqual([[], []]);
  });
});
