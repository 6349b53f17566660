import { randomBytes } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { runGate } from '../support/gate.ts';

const manifest = JSON.stringify({
  exports: { './acl': { default: './dist/acl.js' }, './package.json': './package.json' },
});
/**
 * A string that does not compress below its entropy: four characters of base64 hold three bytes.
 */
const noise = (bytes: number): string =>
  `export const noise = '${randomBytes(bytes).toString('base64')}';\n`;

describe('check-weight', { timeout: 60_000 }, () => {
  it('passes an entry point under its limit and prints its weight', () => {
    const { status, text } = runGate('check-weight', {
      'package.json': manifest,
      'dist/acl.js': noise(1000),
    });
    expect(text).toMatch(/^\.\/acl +1\d{3} B of +\d{4}\n/);
    expect(status).toBe(0);
  });

  it('weighs what an entry point imports, and refuses it over the limit', () => {
    const files = {
      'package.json': manifest,
      'dist/acl.js': "export * from './more.js';\n",
      'dist/more.js': noise(4500),
    };
    const { status, text } = runGate('check-weight', files);
    expect(text).toMatch(/\.\/acl weighs 4\d{3} B, \d+ more than its limit/);
    expect(status).toBe(1);
  });

  it('weighs the main entry point whole, without loadSettings, and with the usual imports alone', () => {
    const front = JSON.stringify({ exports: { '.': { default: './dist/index.js' } } });
    const some = (name: string, bytes: number): string =>
      `export const ${name} = '${randomBytes(bytes).toString('base64')}';\n`;
    const code =
      some('createSecurity', 1000) + some('AuthError', 2000) + some('loadSettings', 4000);
    const { status, text } = runGate('check-weight', {
      'package.json': front,
      'dist/index.js': code,
    });
    expect(text).toMatch(
      /^\. +7\d{3} B of.*\n\. \(without loadSettings\) +3\d{3} B of.*\n\. \(usual imports\) +1\d{3} B of/,
    );
    expect(status).toBe(0);
  });

  it('refuses an entry point that was not built', () => {
    const { status, text } = runGate('check-weight', { 'package.json': manifest });
    expect(text).toContain('./dist/acl.js is missing');
    expect(status).toBe(1);
  });

  it('does not weigh packages that the application brings', () => {
    const packages = Object.fromEntries(
      ['jose', 'express'].flatMap((name) => [
        [`node_modules/${name}/package.json`, JSON.stringify({ name, main: 'index.js' })],
        [`node_modules/${name}/index.js`, noise(4500)],
      ]),
    );
    const code =
      "import 'node:crypto';\nexport * as jose from 'jose';\nexport * as express from 'express';\n";
    expect(
      runGate('check-weight', { 'package.json': manifest, 'dist/acl.js': code, ...packages })
        .status,
    ).toBe(0);
  });
});
