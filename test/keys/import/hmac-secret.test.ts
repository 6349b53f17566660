import { createSecretKey } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { algorithmRow } from '../../../src/keys/algorithm.ts';
import { importSecret } from '../../../src/keys/import/hmac-secret.ts';
import type { KeyInput } from '../../../src/keys/import/key-input.ts';
import { faultsOf, pairOf, pemOf, secretAlgorithms, secretText } from '../sample-keys.ts';

const fault = (input: KeyInput): string =>
  faultsOf(() => importSecret(input, 'HS512', 'privateKey')).join();

describe.each(secretAlgorithms)('a secret for %s', (algorithm) => {
  const { size } = algorithmRow(algorithm);
  const forms: [string, (bytes: Buffer) => KeyInput][] = [
    ['bytes', (bytes) => bytes],
    ['a string', (bytes) => bytes.toString('latin1')],
    ['an oct JWK', (bytes) => ({ kty: 'oct', k: bytes.toString('base64url') })],
    ['a KeyObject', (bytes) => createSecretKey(bytes)],
  ];

  it.each(forms)('is not empty, as %s', (_, form) => {
    const bytes = Buffer.from(secretText()).subarray(0, size);
    expect(importSecret(form(bytes), algorithm, 'key').symmetricKeySize).toBe(size);
    expect(importSecret(form(bytes.subarray(1)), algorithm, 'key').symmetricKeySize).toBe(size - 1);
    expect(faultsOf(() => importSecret(form(Buffer.alloc(0)), algorithm, 'key'))).toEqual([
      'key is empty, so that any client could sign tokens: make one with "npx pyramidion secret"',
    ]);
  });
});

describe('importSecret', () => {
  it('counts bytes of UTF-8, not characters', () => {
    expect(importSecret('é'.repeat(32), 'HS512', 'key').symmetricKeySize).toBe(64);
    expect(importSecret('é'.repeat(31), 'HS512', 'key').symmetricKeySize).toBe(62);
  });

  it('takes the bytes of a view, and not those around it', () => {
    const around = Buffer.from(`-----BEGIN PUBLIC KEY-----${secretText()}`);
    expect(importSecret(around.subarray(26), 'HS512', 'key').export()).toEqual(around.subarray(26));
  });

  it('rejects strings without a UTF-8 form, because all of them would be one secret', () => {
    expect(fault('\ud800'.repeat(64))).toContain('no UTF-8 form');
  });

  it('names the algorithm that fits if it is given a key of a pair', () => {
    expect(fault(pemOf(pairOf('rsa').privateKey))).toContain(
      'set algorithm to RS256, which it fits',
    );
    expect(fault(pemOf(pairOf('secp384r1').publicKey))).toContain(
      'set algorithm to ES384, which it fits',
    );
    expect(fault(pairOf('ed25519').privateKey)).toContain(
      'privateKey is a private key, not a secret for HS512: set algorithm to EdDSA, which it fits',
    );
    expect(fault(pairOf('x25519').publicKey)).toContain('no supported algorithm signs with it');
    expect(fault(`-----BEGIN CERTIFICATE-----\n${secretText()}`)).toContain(
      'set algorithm to that of the key',
    );
  });
});
