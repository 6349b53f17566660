import { describe, expect, it } from 'vitest';
import { runGate } from '../support/gate.ts';

const door = (path: string): object => ({
  types: `./dist/${path}.d.ts`,
  default: `./dist/${path}.js`,
});
const EXPORTS = {
  '.': door('index'),
  './acl': door('acl'),
  './fetch': door('adapters/fetch'),
  './package.json': './package.json',
};
const manifest = (exports: object): string =>
  JSON.stringify({ name: 'pyramidion', bin: { pyramidion: './dist/cli/main.js' }, exports });

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

describe('check-doors', { timeout: 60_000 }, () => {
  it('passes doors that exist, are documented and load only what they may', () => {
    expect(runGate('check-doors', CLEAN)).toEqual({
      status: 0,
      text: 'check-doors: 3 doors, 6 files, 0 faults\n',
    });
  });

  it('fails when there is no door at all', () => {
    const { status, text } = runGate('check-doors', { 'package.json': '{}', 'README.md': '' });
    expect(status).toBe(1);
    expect(text).toContain('it looked at no doors');
  });

  it.each([
    [
      'a door to a file that is not there',
      'package.json',
      manifest({ ...EXPORTS, './koa': door('adapters/koa') }),
      'koa.ts, which does not exist',
    ],
    [
      'a door whose types are another file',
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
      'an adapter that nobody can reach',
      'src/adapters/koa.ts',
      'export {};',
      'src/adapters/koa.ts is no door',
    ],
    [
      'a door without a word in the README',
      'README.md',
      '`pyramidion` and `pyramidion/acl`',
      'does not name the door ./fetch',
    ],
    [
      'a README that promises a door',
      'README.md',
      `${CLEAN['README.md']}\`pyramidion/koa\``,
      'names ./koa',
    ],
    [
      'jose loaded with a door',
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
      'a framework loaded late',
      'src/adapters/fetch.ts',
      "export const e = () => import('express');",
      './fetch may not load express',
    ],
    [
      'Node behind the side door',
      'src/authz/a.ts',
      "import 'node:util';",
      './acl may not load node:util',
    ],
    [
      'token types behind the side door',
      'src/authz/a.ts',
      "export type { JWK } from 'jose';",
      './acl may not load jose',
    ],
    [
      'a command line that no shell can start',
      'src/cli/main.ts',
      'export {};',
      'bin ./dist/cli/main.js needs',
    ],
  ])('refuses %s', (_what, file, text, fault) => {
    const outcome = runGate('check-doors', { ...CLEAN, [file]: `${text}\n` });
    expect(outcome.text).toContain(fault);
    expect(outcome.status).toBe(1);
  });

  it('refuses a project without a README', () => {
    const { 'README.md': _readme, ...rest } = CLEAN;
    const { status, text } = runGate('check-doors', rest);
    expect(text).toContain('README.md is missing');
    expect(status).toBe(1);
  });
});
