import type { KeyObject } from 'node:crypto';
import { generateKeyPairSync, randomBytes } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { importKey } from '../../../src/keys/import/import-key.ts';
import { containsAsymmetricKey } from '../../../src/keys/strength/asymmetric-in-secret.ts';
import { certificate, faultsOf, jwkOf, pairOf, pemOf, secretText } from '../sample-keys.ts';

const rsa = pairOf('rsa').publicKey;
const ec = pairOf('prime256v1').publicKey;
const ed = pairOf('ed25519').publicKey;
const der = (key = rsa, type: 'spki' | 'pkcs1' = 'spki'): Buffer =>
  key.export({ type, format: 'der' } as { type: 'spki'; format: 'der' });
const ssh = (name: string): string =>
  `${name} ${Buffer.concat([Buffer.from([0, 0, 0, 11]), Buffer.from('ssh-ed25519'), randomBytes(32)]).toString('base64')} me@example`;

const sshBlob = (name: string): Buffer =>
  Buffer.concat([Buffer.from([0, 0, 0, name.length]), Buffer.from(name), randomBytes(51)]);
const point = (key: KeyObject): Buffer => der(key).subarray(-65);

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
  [
    'PEM of a form, whose spaces are plus signs',
    encodeURIComponent(pemOf(rsa)).replaceAll('%20', '+'),
  ],
  ['a body of PEM in quotes on one line', `"${der(ec).toString('base64')}"`],
  ['an XML key of .NET', `<RSAKeyValue><Modulus>${jwkOf(rsa).n}</Modulus></RSAKeyValue>`],
  ['a JWK with escapes in its names', JSON.stringify(jwkOf(rsa)).replace('kty', 'k\\u0074y')],
  ['an SSH key without its first word', sshBlob('ssh-ed25519').toString('base64')],
  ['the bytes of an SSH key', sshBlob('ecdsa-sha2-nistp256')],
  ['a certificate in DER', certificate],
  ['an entry of x5c', certificate.toString('base64')],
  ['an entry of x5c in JSON', JSON.stringify({ x5c: [certificate.toString('base64')] })],
  ['DER behind one letter', Buffer.concat([Buffer.from('x'), der(ed)])],
  ['base64 behind one letter', `x${der(rsa).toString('base64')}`],
  ['base64 behind three letters', `key${der(ed).toString('base64url')}`],
  [
    'hex in upper case with colons',
    der(ed)
      .toString('hex')
      .toUpperCase()
      .replace(/..(?=.)/g, '$&:'),
  ],
  [
    'a hex dump with 0x',
    [...der(ec)].map((byte) => `0x${byte.toString(16).padStart(2, '0')}`).join(', '),
  ],
  ['an uncompressed point', point(ec)],
  ['the two coordinates alone', point(ec).subarray(1)],
  ['the coordinates in hex', point(ec).toString('hex')],
  ['DER as a string of Latin-1', der(rsa).toString('latin1')],
  ['DER of RSA that was read as UTF-8', der(rsa).toString()],
  ['DER of EC that was read as UTF-8', der(ec).toString()],
  ['DER of Ed25519 that was read as UTF-8', der(ed).toString()],
  ['DER of a private key', pairOf('ed25519').privateKey.export({ type: 'pkcs8', format: 'der' })],
];

const asText = (bytes: Buffer): string =>
  bytes.every((byte) => byte < 0x80) ? bytes.toString() : bytes.toString('hex');
const WRAPPINGS: [string, (bytes: Buffer) => string][] = [
  ['base64', (bytes) => bytes.toString('base64')],
  ['base64url', (bytes) => bytes.toString('base64url')],
  ['base64 in lines', (bytes) => bytes.toString('base64').replace(/.{64}/g, '$&\n')],
  ['hex', (bytes) => bytes.toString('hex')],
  [
    'percent-encoding',
    (bytes) => [...bytes].map((b) => `%${b.toString(16).padStart(2, '0')}`).join(''),
  ],
  ['a JSON string', (bytes) => JSON.stringify(asText(bytes))],
  ['a JWK of kind oct', (bytes) => JSON.stringify({ k: bytes.toString('base64url') })],
];

describe('containsAsymmetricKey', () => {
  it.each(WRAPPINGS)('finds each of them in %s, and in each wrapping of that (R038)', (_, wrap) => {
    for (const [name, material] of MATERIAL) {
      const wrapped = wrap(Buffer.from(material as string));
      expect(containsAsymmetricKey(Buffer.from(wrapped)), name).toBe(true);
      for (const [outer, wrapAgain] of WRAPPINGS)
        expect(
          containsAsymmetricKey(Buffer.from(wrapAgain(Buffer.from(wrapped)))),
          `${name} in ${outer}`,
        ).toBe(true);
    }
  });

  it.each(['a', '0', '30', '-', '%41', '\\n', 'MIIB', '%2'])('reads 64 KB of "%s"', (part) => {
    const secret = Buffer.from(part.repeat(65_536 / part.length));
    expect(containsAsymmetricKey(secret)).toBe(false);
  });

  it.each(MATERIAL)('finds %s', (_, material) => {
    expect(containsAsymmetricKey(Buffer.from(material as string))).toBe(true);
    expect(containsAsymmetricKey(new Uint8Array(Buffer.from(material as string)))).toBe(true);
  });

  it.each(MATERIAL)('rejects %s as the secret of HS256, in every form', (_, material) => {
    const bytes = Buffer.from(material as string);
    for (const privateKey of [material, bytes, { kty: 'oct', k: bytes.toString('base64url') }]) {
      expect(faultsOf(() => importKey({ algorithm: 'HS256', privateKey })).join()).toMatch(
        /key of a pair|JWK of a key pair|JWK Set/,
      );
    }
  });

  it('finds a point in percent-encoding whose bytes look like an escape', () => {
    let found = point(ec);
    while (!found.toString('latin1').includes('\\n'))
      found = point(generateKeyPairSync('ec', { namedCurve: 'P-256' }).publicKey);
    const encoded = [...found].map((byte) => `%${byte.toString(16).padStart(2, '0')}`).join('');
    expect(containsAsymmetricKey(Buffer.from(encoded))).toBe(true);
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
