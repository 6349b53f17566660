import { randomBytes, randomUUID } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { generateSecret } from '../../../src/keys/generate.ts';
import { secretWeakness } from '../../../src/keys/strength/weak-secret.ts';

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
];

describe('secretWeakness', () => {
  it.each(WEAK)('finds %s', (_, secret) => {
    expect(secretWeakness(secret)).toMatch(/^is /);
    expect(secretWeakness(Buffer.from(secret))).toBe(secretWeakness(secret));
  });

  it('finds the bytes of a published key as well as its string', () => {
    expect(
      secretWeakness(Buffer.from('hJtXIZ2uSN5kbQfbtTNWbpdmhkV8FJG-Onbc6mxCcYg', 'base64url')),
    ).toContain('published');
  });

  it.each(WEAK)('does not quote %s', (_, secret) => {
    expect(secretWeakness(secret)).not.toContain(secret.slice(0, 8));
  });

  it('finds nothing in 10,000 random secrets of each form', { timeout: 60_000 }, () => {
    const forms: ((bytes: Buffer) => string | Buffer)[] = [
      (bytes) => bytes,
      (bytes) => bytes.toString('hex'),
      (bytes) => bytes.toString('hex').toUpperCase(),
      (bytes) => bytes.toString('base64'),
      (bytes) => bytes.toString('base64url'),
    ];
    const found: unknown[] = [];
    for (let round = 0; round < 10_000; round++) {
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
