import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { ROOT, runNode, withFolder } from '../support/gate.ts';

interface Bundled {
  readonly status: number | null;
  readonly text: string;
  /** Path to text of every file that was written. */
  readonly files: Readonly<Record<string, string>>;
}

function bundle(files: Readonly<Record<string, string>>): Bundled {
  const out = mkdtempSync(join(tmpdir(), 'pyramidion-bundle-'));
  try {
    const outcome = withFolder(files, (root) =>
      runNode([join(ROOT, 'tools/bundle.mjs'), out, root]),
    );
    const names = readdirSync(out, { recursive: true, encoding: 'utf8' }).filter((name) =>
      name.endsWith('.js'),
    );
    return {
      ...outcome,
      files: Object.fromEntries(names.map((name) => [name, readFileSync(join(out, name), 'utf8')])),
    };
  } finally {
    rmSync(out, { recursive: true, force: true });
  }
}

const entry = (path: string): object => ({
  types: `./dist/${path}.d.ts`,
  default: `./dist/${path}.js`,
});
const SOURCES = {
  'package.json': JSON.stringify({
    exports: {
      '.': entry('index'),
      './koa': entry('adapters/koa'),
      './package.json': './package.json',
    },
    bin: { tool: './dist/cli/main.js' },
    dependencies: { jose: '1.0.0' },
  }),
  'src/index.ts':
    "export { Shared } from './base/shared.ts';\nexport const late = (): unknown => import('jose');\n",
  'src/adapters/koa.ts':
    "import { Shared } from '../base/shared.ts';\n\nexport const make = (): Shared => new Shared();\n",
  'src/base/shared.ts':
    'export class Shared {}\n/* @__NO_SIDE_EFFECTS__ */\nexport function pure(): number {\n  return 1;\n}\n',
  'src/cli/main.ts':
    "#!/usr/bin/env node\nimport { pure } from '../base/shared.ts';\n\nconsole.log(pure());\n",
};

/** Runs a module that imports the package by its name, as an application does; gives its output. */
const asApplication = (code: string): string => runNode(['--input-type=module', '-e', code]).text;

describe('the bundle', { timeout: 60_000 }, () => {
  it('has one file for each entry point and command, and contains shared code once', () => {
    const { status, text, files } = bundle(SOURCES);
    expect({ status, text }).toEqual({ status: 0, text: '' });
    expect(Object.keys(files).sort()).toEqual([
      'adapters/koa.js',
      'cli/main.js',
      'index.js',
      'shared/core.js',
    ]);
    expect(Object.values(files).filter((code) => /\bclass\b/.test(code))).toHaveLength(1);
    expect(files['cli/main.js']).toMatch(/^#!\/usr\/bin\/env node\n/);
  });

  it('leaves out a dependency, to be loaded when it is needed', () => {
    expect(bundle(SOURCES).files['index.js']).toContain('import("jose")');
  });

  it('keeps the annotations that let a bundler drop unused code', () => {
    expect(bundle(SOURCES).files['shared/core.js']).toContain('@__NO_SIDE_EFFECTS__');
  });

  it('fails on an import that is not a dependency', () => {
    const { status, text } = bundle({
      ...SOURCES,
      'src/index.ts': "export { late } from 'not-a-dependency';\n",
    });
    expect(status).not.toBe(0);
    expect(text).toContain('not-a-dependency');
  });
});

describe('the library as it is built', { timeout: 60_000 }, () => {
  it('has no JavaScript but that of entry points, commands and the code they share', () => {
    const { exports, bin } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as {
      exports: Record<string, { default?: string }>;
      bin: Record<string, string>;
    };
    const meant = [
      ...Object.values(exports).flatMap((to) => to.default ?? []),
      ...Object.values(bin),
    ]
      .map((path) => path.slice(7))
      .sort();
    const built = readdirSync(join(ROOT, 'dist'), { recursive: true, encoding: 'utf8' }).filter(
      (name) => name.endsWith('.js'),
    );
    expect(built.filter((name) => !name.startsWith('shared/')).sort()).toEqual(meant);
    for (const path of meant)
      if (!path.startsWith('cli/'))
        expect(existsSync(join(ROOT, 'dist', path.replace(/js$/, 'd.ts')))).toBe(true);
  });

  it('recognises in one entry point what another has made', () => {
    const code = `
      import { Allow, Authenticated, AuthError, ConfigurationError, createSecurity } from 'pyramidion';
      import { compileAcl } from 'pyramidion/acl';
      import { authenticate, permit } from 'pyramidion/fetch';
      const privateKey = 'q2Nf0vXk1mB7pLw9sTz4yUe6hJr8cAdGiKoQxVnZbMtSfWlEuYPaCRjDgHI3L5O0';
      const security = createSecurity({ privateKey, expiration: '1h', audit: 'off', root: { acl: [[Allow, Authenticated, 'read']] } });
      const request = new Request('https://a.example/', { headers: { authorization: 'Bearer ' + (await security.createToken('alice')) } });
      const caught = [];
      const onRefused = (error) => { caught.push(error instanceof AuthError); return new Response(); };
      const allowed = await authenticate(security)(permit('read')(() => new Response('in')))(request.clone());
      await authenticate(security, { onRefused })(permit('write')(() => new Response('in')))(request);
      try { compileAcl('none'); } catch (error) { caught.push(error instanceof ConfigurationError); }
      console.log(await allowed.text(), ...caught);`;
    expect(asApplication(code)).toBe('in true true\n');
  });
});
