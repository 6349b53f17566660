import { randomBytes } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { importKey } from '../../../src/keys/import/import-key.ts';
import { containsAsymmetricKey } from '../../../src/keys/strength/asymmetric-in-secret.ts';
import { faultsOf, jwkOf, pairOf, pemOf, secretText } from '../sample-keys.ts';

const rsa = pairOf('rsa').publicKey;
const ec = pairOf('prime256v1').publicKey;
const ed = pairOf('ed25519').publicKey;
const der = (key = rsa, type: 'spki' | 'pkcs1' = 'spki'): Buffer =>
  key.export({ type, format: 'der' } as { type: 'spki'; format: 'der' });
const ssh = (name: string): string =>
  `${name} ${Buffer.concat([Buffer.from([0, 0, 0, 11]), Buffer.from('ssh-ed25519'), randomBytes(32)]).toString('base64')} me@example`;

const MATERIAL: [string, string | Buffer][] = [
  ['PEM', pemOf(rsa)],
  ['PEM of PKCS#1', pemOf(rsa, 'pkcs1')],
  ['PEM of a private key', pemOf(pairOf('ed25519').privateKey)],
  ['PEM after white space', `\n\t  ${pemOf(ec)}`],
  ['PEM in the middle of other text', `secret=${secretText()}\n${pemOf(ec)}\n${secretText()}`],
  ['PEM with its line breaks escaped', pemOf(ec).replaceAll('\n', '\\n')],
  ['PEM in lower case', pemOf(ec).toLowerCase()],
  ['PEM in UTF-16', Buffer.from(pemOf(ec), 'utf16le')],
  ['PEM without its BEGIN and END lines', pemOf(rsa).replace(/-----.*-----\n/g, '')],
  ['the base64 of an EC key', der(ec).toString('base64')],
  ['the base64url of an Ed25519 key', der(ed).toString('base64url')],
  ['DER', der(rsa)],
  ['DER of PKCS#1', der(rsa, 'pkcs1')],
  ['a JWK', JSON.stringify(jwkOf(rsa))],
  ['a JWK, indented', JSON.stringify(jwkOf(ec), null, 2)],
  ['a JWK inside other JSON', JSON.stringify({ a: [{ b: jwkOf(ed) }] })],
  ['a JWK Set', JSON.stringify({ keys: [jwkOf(rsa)] })],
  ['a JWK written as a literal', "{ kty: 'RSA', n: 'AQAB' }".padEnd(64)],
  ['an SSH key', ssh('ssh-ed25519')],
  ['an SSH key for RSA, after spaces', `   ${ssh('ssh-rsa')}`],
  ['an SSH key with options', `no-pty ${ssh('ecdsa-sha2-nistp256')}`],
  ['an SSH key of a hardware token', ssh('sk-ssh-ed25519@openssh.com')],
  ['a certificate', `-----BEGIN CERTIFICATE-----\n${secretText()}\n-----END CERTIFICATE-----`],
];

describe('containsAsymmetricKey', () => {
  it.each(MATERIAL)('finds %s', (_, material) => {
    expect(containsAsymmetricKey(Buffer.from(material as string))).toBe(true);
    expect(containsAsymmetricKey(new Uint8Array(Buffer.from(material as string)))).toBe(true);
  });

  it.each(MATERIAL)('rejects %s as the secret of HS256, in every form', (_, material) => {
    const bytes = Buffer.from(material as string);
    for (const privateKey of [material, bytes, { kty: 'oct', k: bytes.toString('base64url') }]) {
      expect(faultsOf(() => importKey({ algorithm: 'HS256', privateKey })).join()).toContain(
        'contains a key of a pair',
      );
    }
  });

  it('finds nothing in random secrets', () => {
    for (let round = 0; round < 500; round++) {
      const bytes = randomBytes(64);
      for (const secret of [
        bytes,
        bytes.toString('base64'),
        bytes.toString('base64url'),
        bytes.toString('hex'),
      ]) {
        expect(containsAsymmetricKey(Buffer.from(secret as string))).toBe(false);
      }
    }
    // This one begins like DER.
    expect(containsAsymmetricKey(Buffer.concat([Buffer.from([0x30, 0x3e]), randomBytes(62)]))).toBe(
      false,
    );
  });
});
