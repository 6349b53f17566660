import type { KeyObject } from 'node:crypto';
import { createPrivateKey, createPublicKey } from 'node:crypto';
import { afterEach, describe, expect, it, vi } from 'vitest';
import type * as keyImport from '../../../src/keys/import/import-key.ts';
import { pairAlgorithms, pairFor, pairOf } from '../sample-keys.ts';
import { paddingIgnored, workerdCrypto } from '../workerd-crypto.ts';

afterEach(() => {
  vi.doUnmock('node:crypto');
  vi.resetModules();
});

/** `importKey` as a runtime whose `node:crypto` differs would load it. */
async function importWith(changed: object): Promise<typeof keyImport.importKey> {
  vi.resetModules();
  vi.doMock('node:crypto', async (original) => ({ ...(await original<object>()), ...changed }));
  return (await import('../../../src/keys/import/import-key.ts')).importKey;
}

/** workerd derives no public key from the KeyObject of a CryptoKey, but from PEM it does. */
const derivesFromPem = {
  ...workerdCrypto,
  createPublicKey: (key: KeyObject | string | { key: unknown }) => {
    if (typeof key === 'object' && 'type' in key && key.type === 'private')
      throw new Error('Failed to derive public key from private key');
    return createPublicKey(key as string);
  },
};
/** A key like those of workerd that cannot be exported. */
function unexportable(key: KeyObject): KeyObject {
  const copy = createPrivateKey(key.export({ type: 'pkcs8', format: 'pem' }));
  return Object.assign(copy, {
    export: () => {
      throw new TypeError('Unable to export non-extractable key');
    },
  });
}

describe('importKey on workerd', () => {
  it.each(pairAlgorithms)('imports the private key of %s', async (algorithm) => {
    const importKey = await importWith(derivesFromPem);
    const { privateKey, publicKey } = pairFor(algorithm);
    const key = importKey({ algorithm, privateKey });
    expect(key.verifyingKey.equals(publicKey)).toBe(true);
  });

  it('rejects keys of two pairs', async () => {
    const importKey = await importWith(derivesFromPem);
    const keys = { privateKey: pairOf('rsa').privateKey, publicKey: pairOf('rsa#2').publicKey };
    expect(() => importKey({ algorithm: 'PS256', ...keys })).toThrow('does not belong');
  });

  it('needs the public key beside a private key that cannot be exported', async () => {
    const importKey = await importWith(derivesFromPem);
    const { privateKey, publicKey } = pairFor('RS256');
    const options = { algorithm: 'RS256', privateKey: unexportable(privateKey) } as const;
    expect(() => importKey(options)).toThrow(
      'whose public key this runtime cannot derive: give publicKey too',
    );
    expect(importKey({ ...options, publicKey }).verifyingKey).toBe(publicKey);
    const other = pairOf('rsa#2').publicKey;
    expect(() => importKey({ ...options, publicKey: other })).toThrow('does not belong');
  });
});

describe('importKey on a runtime that ignores the padding', () => {
  it('rejects a private key for PS256, which would sign with PKCS #1 v1.5', async () => {
    const importKey = await importWith(paddingIgnored);
    const { privateKey } = pairOf('rsa');
    expect(() => importKey({ algorithm: 'PS256', privateKey })).toThrow('does not belong');
  });
});
