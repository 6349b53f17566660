import { createHash, randomBytes, randomUUID } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { generateSecret } from '../../../src/keys/generate.ts';
import { secretWeakness } from '../../../src/keys/strength/weak-secret.ts';
import { repetitions } from '../../support/repetitions.ts';

const ROUNDS = repetitions(10_000, 2_000);

const WEAK: [string, string][] = [
  ['the secret of the debugger at jwt.io', 'a-string-secret-at-least-256-bits-long'],
  [
    'its older one, repeated until long enough',
    'your-256-bit-secretyour-256-bit-secretyour-256-bit-secret',
  ],
  ['its older one, padded until long enough', 'your-256-bit-secret-your-256-bit-secret-1'],
  ['a short word repeated', 'secret'.repeat(11)],
  ['a short word repeated and cut', 'changeme'.repeat(9).slice(0, 64)],
  ['shhhh', 's'.padEnd(64, 'h')],
  ['one character', '0'.repeat(64)],
  ['two characters', '01'.repeat(16) + '10'.repeat(16)],
  [
    'few characters without order',
    Array.from({ length: 64 }, (_, index) => 'ab'[(index * index * 7 + (index >> 2)) % 2]).join(''),
  ],
  ['the digits repeated', '1234567890'.repeat(7)],
  [
    'the alphabet and the digits',
    'abcdefghijklmnopqrstuvwxyz0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ!!',
  ],
  ['rows of the keyboard', 'qwertyuiopasdfghjklzxcvbnm1234567890qwertyuiop'],
  ['words joined by dashes', 'super-secret-jwt-signing-key-for-production-please-change'],
  ['words joined by case', 'MySuperSecretJwtSigningKeyForTheReportsServer2024'],
  ['words joined by underscores', 'THIS_IS_MY_VERY_SECRET_TOKEN_KEY_FOR_DEVELOPMENT'],
  ['a sentence', 'they will never find out what we have hidden in this garden'],
  [
    'common words with digits between',
    'password123456secret123456admin123456token123456welcome123456test',
  ],
  [
    'the published key of RFC 7515',
    'AyM1SysPpbyDfgZld3umj1qzKObwVMkoqQ-EstJQLr_T-1qS0gZH75aKtMN3Yj0iPS4hcgUuTwjAzZr1Z9CAow',
  ],
  [
    'the published key of a framework, in upper case',
    '09D25E094FAA6CA2556C818166B7A9563B93F7099F6F0F4CAA6CF63B88E8D3E7',
  ],
  [
    'a published key, made longer by its own beginning',
    '09d25e094faa6ca2556c818166b7a9563b93f7099f6f0f4caa6cf63b88e8d3e709d25e094faa6ca2',
  ],
  ['random text, but only a quarter as long', 'kR7_x2Lq'.repeat(8)],
  ['words in base64', Buffer.from('my super secret company password').toString('base64')],
  ['words in hex', Buffer.from('my super secret company password').toString('hex')],
  ['words in base64 of base64', twice('base64', 'a very long secret of our company')],
  ['a published key in hex', Buffer.from('a-string-secret-at-least-256-bits-long').toString('hex')],
  ['a phrase with digits for letters', 'C0rr3ct-H0rs3-B4tt3ry-St4pl3-2024!!'],
  ['a name with years', 'MyCompany2024!MyCompany2025!XyZ#1234'],
  ['a walk over the keyboard by columns', 'qazwsxedcrfvtgbyhnujmikolp1234567890'],
  ['a walk with digits', '1qaz2wsx3edc4rfv5tgb6yhn7ujm8ik,9ol.0p;/'],
  ['a walk backwards', 'poiuytrewqlkjhgfdsamnbvcxz0987654321'],
  ['two dates', '2024-01-15T10:30:00.000Z2024-02-16T11:31:01.000Z'],
  ['Polish words', 'bardzo-tajne-haslo-naszej-firmy-w-krakowie'],
  ['German words', 'unser geheimes Passwort fuer die Anmeldung'],
  ['bytes in order', String.fromCharCode(...Array.from({ length: 64 }, (_, at) => at))],
  [
    'bytes in reverse order',
    String.fromCharCode(...Array.from({ length: 64 }, (_, at) => 100 - at)),
  ],
  ['every second byte', String.fromCharCode(...Array.from({ length: 64 }, (_, at) => at * 2))],
];

function twice(encoding: 'base64' | 'hex', text: string): string {
  return Buffer.from(Buffer.from(text).toString(encoding)).toString(encoding);
}

const PASSWORDS = ['password', 'secret', 'admin123', 'Password1', '', '123456', 'changeme\n'];

describe('secretWeakness', () => {
  it.each(WEAK)('finds %s', (_, secret) => {
    expect(secretWeakness(secret)).toMatch(/^(?:is|has|consists) /);
    expect(secretWeakness(Buffer.from(secret))).toBe(secretWeakness(secret));
  });

  it('finds the bytes of a published key as well as its string', () => {
    expect(
      secretWeakness(Buffer.from('hJtXIZ2uSN5kbQfbtTNWbpdmhkV8FJG-Onbc6mxCcYg', 'base64url')),
    ).toContain('published');
  });

  it.each(['md5', 'sha1', 'sha256', 'sha384', 'sha512'])('finds the %s of a password', (hash) => {
    for (const password of PASSWORDS) {
      const digest = createHash(hash).update(password).digest();
      for (const secret of [
        digest,
        digest.toString('hex'),
        digest.toString('hex').toUpperCase(),
        `${digest.toString('hex')}\n`,
        digest.toString('base64'),
        digest.toString('base64url'),
      ])
        expect(secretWeakness(secret), password).toContain('hash of a common password');
    }
  });

  it('finds bytes in order in hex and base64', () => {
    const bytes = Buffer.from(Array.from({ length: 64 }, (_, at) => at));
    for (const encoding of ['hex', 'base64', 'base64url'] as const)
      expect(secretWeakness(bytes.toString(encoding))).toContain('predicted');
  });

  it('reads 64 KB in proportion to their length', () => {
    for (const part of ['a', 'ab', 'abcd ', 'Word-', '0', 'g1', '='])
      expect(secretWeakness(part.repeat(65_536 / part.length))).not.toBeNull();
  });

  it.each(WEAK)('does not quote %s', (_, secret) => {
    expect(secretWeakness(secret)).not.toContain(secret.slice(0, 8));
  });

  it('takes at most 10 of 10,000 random secrets in letters of one case and digits for prose', () => {
    let found = 0;
    for (let round = 0; round < 10_000; round++) {
      const bytes = [...randomBytes(32)].map((byte) => (byte % 36).toString(36));
      if (secretWeakness(bytes.join('')) !== null) found++;
    }
    expect(found).toBeLessThanOrEqual(10);
  });

  it('finds nothing in random secrets of each form', () => {
    const forms: ((bytes: Buffer) => string | Buffer)[] = [
      (bytes) => bytes,
      (bytes) => bytes.toString('hex'),
      (bytes) => bytes.toString('hex').toUpperCase(),
      (bytes) => bytes.toString('base64'),
      (bytes) => bytes.toString('base64url'),
      (bytes) => bytes.toString('base64url').replace(/[-_]/g, 'x'),
      (bytes) => Buffer.from(bytes.toString('base64')).toString('base64'),
    ];
    const found: unknown[] = [];
    for (let round = 0; round < ROUNDS; round++) {
      const bytes = randomBytes(round % 2 === 0 ? 32 : 64);
      for (const form of forms) if (secretWeakness(form(bytes)) !== null) found.push(form(bytes));
      for (const secret of [generateSecret(), `${randomUUID()}${randomUUID()}`])
        if (secretWeakness(secret) !== null) found.push(secret);
    }
    expect(found).toEqual([]);
  });

  it('finds nothing in random letters of one case', () => {
    for (let round = 0; round < 200; round++) {
      const text = [...randomBytes(48)]
        .map((byte) => String.fromCharCode(97 + (byte % 26)))
        .join('');
      expect(secretWeakness(text)).toBeNull();
    }
  });
});
