import { describe, expect, it } from 'vitest';
import { importKey } from '../../../src/keys/import/import-key.ts';
import { faultsOf, isPair, jwkOf, pairOf, pemOf, secretText } from '../sample-keys.ts';

const rsa = pairOf('rsa');
const pem = pemOf(rsa.privateKey);
const SHAPES: [string, string][] = [
  ['line breaks as \\n', pem.replaceAll('\n', '\\n')],
  ['line breaks as \\r\\n', pem.replaceAll('\n', '\\r\\n')],
  ['line breaks escaped twice', pem.replaceAll('\n', '\\\\n')],
  ['line breaks of Windows', pem.replaceAll('\n', '\r\n')],
  ['spaces for line breaks', pem.trim().replaceAll('\n', ' ')],
  ['no line breaks', pem.replaceAll('\n', '')],
  ['indented lines', pem.replace(/^/gm, '    ')],
  ['a byte order mark', `\ufeff${pem}`],
  ['quotes', `"${pem.trim()}"`],
  ['quotes and \\n', `'${pem.replaceAll('\n', '\\n')}'`],
  ['base64', Buffer.from(pem).toString('base64')],
  ['base64url of \\n', Buffer.from(pem.replaceAll('\n', '\\n')).toString('base64url')],
  ['a JWK in JSON', JSON.stringify(jwkOf(rsa.privateKey), null, 2)],
  [
    'a JWK in JSON in base64',
    Buffer.from(JSON.stringify(jwkOf(rsa.privateKey))).toString('base64'),
  ],
  [
    'a JWK in JSON in base64url with line breaks',
    Buffer.from(JSON.stringify(jwkOf(rsa.privateKey), null, 2))
      .toString('base64url')
      .replaceAll(/.{76}/g, '$&\n'),
  ],
  ['a JWK in JSON in JSON', JSON.stringify(JSON.stringify(jwkOf(rsa.privateKey)))],
  ['a JWK in JSON in quotes', `'${JSON.stringify(jwkOf(rsa.privateKey))}'`],
];

describe('a private key from an environment', () => {
  it.each(SHAPES)('is read with %s', (_, privateKey) => {
    expect(isPair(importKey({ algorithm: 'RS256', privateKey }), rsa)).toBe(true);
  });
});

describe('a secret from an environment', () => {
  it('is read from a JWK in JSON, of kind oct only', () => {
    const k = secretText();
    const key = importKey({ algorithm: 'HS512', privateKey: JSON.stringify({ kty: 'oct', k }) });
    expect(key.verifyingKey.export()).toEqual(Buffer.from(k, 'base64url'));
    const given = JSON.stringify(jwkOf(rsa.publicKey));
    expect(faultsOf(() => importKey({ algorithm: 'HS512', privateKey: given })).join()).toContain(
      'JWK of a key pair',
    );
  });

  it('is read from a JWK in base64, which is what it is for every reader', () => {
    const k = secretText();
    const encoded = Buffer.from(JSON.stringify({ kty: 'oct', k })).toString('base64');
    const key = importKey({ algorithm: 'HS512', privateKey: encoded });
    expect(key.verifyingKey.export()).toEqual(Buffer.from(k, 'base64url'));
  });

  it('stays as it is if it is other JSON or begins with a brace', () => {
    const json = `{"a":"${secretText()}"}`;
    const encoded = Buffer.from(json).toString('base64');
    for (const privateKey of [json, `{${secretText()}`, encoded])
      expect(importKey({ algorithm: 'HS512', privateKey }).verifyingKey.export().toString()).toBe(
        privateKey,
      );
  });
});
