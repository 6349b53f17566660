import { describe, expect, it } from 'vitest';
import { isPublished } from '../../../src/keys/strength/known-secrets.ts';

const PUBLISHED = [
  'AyM1SysPpbyDfgZld3umj1qzKObwVMkoqQ-EstJQLr_T-1qS0gZH75aKtMN3Yj0iPS4hcgUuTwjAzZr1Z9CAow',
  'hJtXIZ2uSN5kbQfbtTNWbpdmhkV8FJG-Onbc6mxCcYg',
  'a-string-secret-at-least-256-bits-long',
  'a-valid-string-secret-that-is-at-least-512-bits-long-which-is-very-long',
  'your-256-bit-secret',
  'your-384-bit-secret',
  'your-512-bit-secret',
  '09d25e094faa6ca2556c818166b7a9563b93f7099f6f0f4caa6cf63b88e8d3e7',
  '192b9bdd22ab9ed4d12e236c78afcc9a393ec15f71bbf5dc987d54727823bcbf',
  '404E635266556A586E3272357538782F413F4428472B4B6250645367566B5970',
  '======================BezKoder=Spring===========================',
  'DO NOT USE THIS VALUE. INSTEAD, CREATE A COMPLEX SECRET AND KEEP IT SAFE OUTSIDE OF THE SOURCE CODE.',
  'ThisTokenIsNotSoSecretChangeIt',
  'cc7e0d44fd473002f1c42167459001140ec6389b7353f8088f4d9a95f2f596f2',
  '3EK6FD+o0+c7tzBNVfjpMkNDi2yARAAKzQlk8O2IKoxQu4nF7EdAh8s3TwpHwrdWT6R',
];

describe('isPublished', () => {
  it.each(PUBLISHED)('recognizes "%s", in any case and spacing', (secret) => {
    expect([
      isPublished(secret),
      isPublished(secret.toUpperCase()),
      isPublished(`[ ${secret} ]`),
    ]).toEqual([true, true, true]);
  });

  it('recognizes no other secret, and no part of a published one', () => {
    expect(
      PUBLISHED.map(
        (secret) => isPublished(`${secret}1`) || isPublished(secret.slice(1).replace(/^=+./, '')),
      ),
    ).not.toContain(true);
    expect(isPublished('')).toBe(false);
  });
});
