import { describe, expect, it } from 'vitest';
import { runGate } from '../support/gate.ts';

const entry = (file: string) => ({
  types: { require: `./dist/cjs/${file}.d.cts`, default: `./dist/${file}.d.ts` },
  'module-sync': `./dist/${file}.js`,
  require: `./dist/cjs/${file}.cjs`,
  default: `./dist/${file}.js`,
});
const EXPORTS = {
  '.': entry('index'),
  './acl': entry('acl'),
  './fetch': entry('adapters/fetch'),
  './package.json': './package.json',
};
const TYPES = {
  acl: ['./dist/acl.d.ts'],
  fetch: ['./dist/adapters/fetch.d.ts'],
  koa: ['./dist/adapters/koa.d.ts'],
};
const manifest = (exports: object, types: object = TYPES): string =>
  JSON.stringify({
    name: 'pyramidion',
    bin: { pyramidion: './dist/cli/main.js' },
    typesVersions: { '*': types },
    exports,
  });

const CLEAN = {
  'package.json': manifest(EXPORTS),
  'README.md':
    "`pyramidion`, `pyramidion/acl` and\n\n    import { authenticate } from 'pyramidion/fetch';\n",
  'src/index.ts': "import 'node:crypto';\nexport * from './keys/k.ts';\n",
  'src/acl.ts': "export * from './authz/a.ts';\n",
  'src/adapters/fetch.ts': "import type { Request } from 'express';\n\nexport type R = Request;\n",
  'src/authz/a.ts': 'export const a = 1;\n',
  'src/keys/k.ts':
    "import type { JWK } from 'jose';\n\nexport const load = (): Promise<{ key?: JWK }> => import('jose');\n",
  'src/cli/main.ts': '#!/usr/bin/env node\n',
};

describe('check-entry-points', { timeout: 60_000 }, () => {
  it('passes entry points that exist, are documented and load only what they may', () => {
    expect(runGate('check-entry-points', CLEAN)).toEqual({
      status: 0,
      text: 'check-entry-points: 3 entry points, 6 files, 0 faults\n',
    });
  });

  it('fails when there is no entry point', () => {
    const { status, text } = runGate('check-entry-points', {
      'package.json': '{}',
      'README.md': '',
    });
    expect(status).toBe(1);
    expect(text).toContain('it read no entry points');
  });

  it.each([
    [
      'an entry point whose file is missing',
      'package.json',
      manifest({ ...EXPORTS, './koa': entry('adapters/koa') }),
      'koa.ts, which does not exist',
    ],
    [
      'an entry point whose types are in another file',
      'package.json',
      manifest({ ...EXPORTS, './acl': { types: './dist/index.d.ts', default: './dist/acl.js' } }),
      'exports "./acl" should be',
    ],
    [
      'types after the default, which no resolver reaches',
      'package.json',
      manifest({ ...EXPORTS, './acl': { default: './dist/acl.js', types: './dist/acl.d.ts' } }),
      'in this order',
    ],
    [
      'an entry point that has no types for the resolution node10',
      'package.json',
      manifest(EXPORTS, { fetch: TYPES.fetch }),
      'typesVersions should name its types',
    ],
    [
      'an adapter that is not exported',
      'src/adapters/koa.ts',
      'export {};',
      'src/adapters/koa.ts is not exported',
    ],
    [
      'an entry point that the README does not name',
      'README.md',
      '`pyramidion` and `pyramidion/acl`',
      'does not name the entry point ./fetch',
    ],
    [
      'a README that names an entry point which does not exist',
      'README.md',
      `${CLEAN['README.md']}\`pyramidion/koa\``,
      'names ./koa',
    ],
    [
      'jose loaded with an entry point',
      'src/keys/k.ts',
      "export * from 'jose';",
      '. may not load jose (imported in src/keys/k.ts)',
    ],
    [
      'a framework loaded by its adapter',
      'src/adapters/fetch.ts',
      "import express from 'express';\nexpress();",
      './fetch may not load express',
    ],
    [
      'a framework loaded by import()',
      'src/adapters/fetch.ts',
      "export const e = () => import('express');",
      './fetch may not load express',
    ],
    [
      'a Node module behind ./acl',
      'src/authz/a.ts',
      "import 'node:util';",
      './acl may not load node:util',
    ],
    [
      'token types behind ./acl',
      'src/authz/a.ts',
      "export type { JWK } from 'jose';",
      './acl may not load jose',
    ],
    [
      'a command without #!/usr/bin/env node',
      'src/cli/main.ts',
      'export {};',
      'bin ./dist/cli/main.js needs',
    ],
  ])('refuses %s', (_what, file, text, fault) => {
    const outcome = runGate('check-entry-points', { ...CLEAN, [file]: `${text}\n` });
    expect(outcome.text).toContain(fault);
    expect(outcome.status).toBe(1);
  });

  it('refuses a project without a README', () => {
    const { 'README.md': _readme, ...rest } = CLEAN;
    const { status, text } = runGate('check-entry-points', rest);
    expect(text).toContain('README.md is missing');
    expect(status).toBe(1);
  });
});
