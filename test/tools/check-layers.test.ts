import { beforeAll, describe, expect, it } from 'vitest';
import type { Outcome } from '../support/gate.ts';
import { runGate } from '../support/gate.ts';

/** A small tree without faults; each test adds one fault to it. */
const CLEAN = {
  'src/index.ts': "export { a } from './authz/a.ts';\n",
  'src/acl.ts': "export { a } from './authz/a.ts';\n",
  'src/base/word.ts': 'export type Word = string;\n',
  'src/authz/a.ts': "import type { Word } from '../base/word.ts';\n\nexport const a: Word = 'a';\n",
  'src/keys/k.ts': "export const load = () => import('jose');\n",
  'src/token/t.ts': "import { load } from '../keys/k.ts';\n\nexport { load };\n",
};

describe('check-layers', { timeout: 60_000 }, () => {
  it('passes a tree whose imports go down, and prints how much it read', () => {
    expect(runGate('check-layers', CLEAN)).toEqual({
      status: 0,
      text: 'check-layers: 6 files, 5 imports, 0 faults\n',
    });
  });

  it('fails when there is nothing to read', () => {
    const { status, text } = runGate('check-layers', { 'README.md': '' });
    expect(status).toBe(1);
    expect(text).toContain('it read no files');
  });

  describe('in a tree of many faults', () => {
    const PLANTED = [
      [
        'an import that goes up',
        'src/base/a.ts',
        "import { a } from '../authz/a.ts';",
        'base/a.ts imports authz/a.ts: base may not import authz',
      ],
      [
        'a type import that goes up',
        'src/base/b.ts',
        "import type { a } from '../authz/a.ts';",
        'base/b.ts imports authz/a.ts: base may not',
      ],
      [
        'an import() type that goes up',
        'src/base/c.ts',
        "export type A = import('../authz/a.ts').a;",
        'base/c.ts imports authz/a.ts: base may not',
      ],
      [
        'an export that goes up',
        'src/base/d.ts',
        "export * from '../authz/a.ts';",
        'base/d.ts imports authz/a.ts: base may not',
      ],
      [
        'an import() that goes up',
        'src/base/e.ts',
        "await import('../authz/a.ts');",
        'base/e.ts imports authz/a.ts: base may not',
      ],
      [
        'an import from a floor of the same height',
        'src/authz/side.ts',
        "import '../keys/k.ts';",
        'authz/side.ts imports keys/k.ts: authz may not import keys',
      ],
      [
        'a floor that imports the main entry point',
        'src/token/entry.ts',
        "import '../index.ts';",
        'token/entry.ts imports index.ts: no file may import an entry point',
      ],
      [
        'the main entry point with a framework',
        'src/index.ts',
        "import './adapters/node.ts';",
        'index.ts imports adapters/node.ts: it may not import adapters',
      ],
      [
        './acl with token code',
        'src/acl.ts',
        "import './keys/k.ts';",
        'acl.ts imports keys/k.ts: it may not import keys',
      ],
      [
        'an adapter that imports a floor adapters may not',
        'src/adapters/t.ts',
        "import '../token/t.ts';",
        'adapters/t.ts imports token/t.ts: adapters may not import token',
      ],
      [
        'a file that imports itself',
        'src/base/self.ts',
        "export * from './self.ts';",
        'a cycle: base/self.ts → base/self.ts',
      ],
      [
        'an index.ts on a floor',
        'src/base/index.ts',
        'export {};',
        'base/index.ts: an index.ts below src/',
      ],
      [
        'a folder that is no floor',
        'src/utils/x.ts',
        'export {};',
        'utils/x.ts: "utils" is not a floor',
      ],
      ['a file beside the entry points', 'src/extra.ts', 'export {};', 'extra.ts is on no floor'],
      [
        'jose outside its floors',
        'src/authz/j.ts',
        "import type { JWK } from 'jose';",
        'authz/j.ts imports jose, which only keys and token may',
      ],
      [
        'node:fs outside its floors',
        'src/token/d.ts',
        "import 'node:fs/promises';",
        'token/d.ts imports node:fs/promises, which only stores and config and cli may',
      ],
      [
        'the package by its own name',
        'src/token/s.ts',
        "import 'pyramidion/acl';",
        'token/s.ts imports the package by its own name',
      ],
      [
        'a computed specifier',
        'src/token/c.ts',
        'export const c = (name: string) => import(name);',
        'token/c.ts computes what it imports',
      ],
      [
        'a file that is not there',
        'src/token/gone.ts',
        "import './never.ts';",
        'token/gone.ts imports token/never.ts, which is not in src/',
      ],
      [
        'a file outside src/',
        'src/token/out.ts',
        "import '../../test/x.ts';",
        'token/out.ts imports ../test/x.ts, which is not in src/',
      ],
    ] as const;
    let outcome: Outcome;

    beforeAll(() => {
      const plants = Object.fromEntries(PLANTED.map(([, file, text]) => [file, `${text}\n`]));
      outcome = runGate('check-layers', {
        ...CLEAN,
        'src/adapters/node.ts': 'export {};\n',
        ...plants,
      });
    });

    it.each(PLANTED)('refuses %s', (_what, _file, _text, fault) => {
      expect(outcome.text).toContain(`check-layers: ${fault}`);
    });

    it('counts each fault once and ends with status 1', () => {
      expect(outcome.text).toContain(`, ${PLANTED.length} faults`);
      expect(outcome.status).toBe(1);
    });
  });

  it('follows a cycle through types and import(), over several files', () => {
    const { status, text } = runGate('check-layers', {
      'src/base/a.ts': "import type { B } from './b.ts';\n",
      'src/base/b.ts': "export const c = () => import('./c.ts');\n",
      'src/base/c.ts': "export * from './a.ts';\n",
    });
    expect(text).toContain('a cycle: base/a.ts → base/b.ts → base/c.ts → base/a.ts');
    expect(status).toBe(1);
  });

  it('ignores imports in comments and strings', () => {
    const text = "// import '../authz/a.ts';\nexport const s = \"import '../authz/a.ts'\";\n";
    expect(runGate('check-layers', { ...CLEAN, 'src/base/said.ts': text }).status).toBe(0);
  });
});
