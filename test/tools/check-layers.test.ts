import { beforeAll, describe, expect, it } from 'vitest';
import type { Outcome } from '../support/gate.ts';
import { runGate } from '../support/gate.ts';

/** A small house in order; each test plants one fault in it. */
const CLEAN = {
  'src/index.ts': "export { a } from './authz/a.ts';\n",
  'src/acl.ts': "export { a } from './authz/a.ts';\n",
  'src/base/word.ts': 'export type Word = string;\n',
  'src/authz/a.ts': "import type { Word } from '../base/word.ts';\n\nexport const a: Word = 'a';\n",
  'src/keys/k.ts': "export const load = () => import('jose');\n",
  'src/token/t.ts': "import { load } from '../keys/k.ts';\n\nexport { load };\n",
};

describe('check-layers', { timeout: 60_000 }, () => {
  it('passes a house whose imports look down, and says how much it read', () => {
    expect(runGate('check-layers', CLEAN)).toEqual({
      status: 0,
      text: 'check-layers: 6 files, 5 imports, 0 faults\n',
    });
  });

  it('fails when there is nothing to look at', () => {
    const { status, text } = runGate('check-layers', { 'README.md': '' });
    expect(status).toBe(1);
    expect(text).toContain('it looked at no files');
  });

  describe('in a house of many faults', () => {
    const PLANTED = [
      [
        'an import that looks up',
        'src/base/a.ts',
        "import { a } from '../authz/a.ts';",
        'base/a.ts imports authz/a.ts: base may not look at authz',
      ],
      [
        'a type that looks up',
        'src/base/b.ts',
        "import type { a } from '../authz/a.ts';",
        'base/b.ts imports authz/a.ts: base may not',
      ],
      [
        'an import() type that looks up',
        'src/base/c.ts',
        "export type A = import('../authz/a.ts').a;",
        'base/c.ts imports authz/a.ts: base may not',
      ],
      [
        'an export that looks up',
        'src/base/d.ts',
        "export * from '../authz/a.ts';",
        'base/d.ts imports authz/a.ts: base may not',
      ],
      [
        'a late import that looks up',
        'src/base/e.ts',
        "await import('../authz/a.ts');",
        'base/e.ts imports authz/a.ts: base may not',
      ],
      [
        'a look sideways at a peer',
        'src/authz/side.ts',
        "import '../keys/k.ts';",
        'authz/side.ts imports keys/k.ts: authz may not look at keys',
      ],
      [
        'a floor that looks at the front door',
        'src/token/door.ts',
        "import '../index.ts';",
        'token/door.ts imports index.ts: the doors look down',
      ],
      [
        'the front door with a framework',
        'src/index.ts',
        "import './adapters/node.ts';",
        'index.ts imports adapters/node.ts: this door may not',
      ],
      [
        'the side door with token code',
        'src/acl.ts',
        "import './keys/k.ts';",
        'acl.ts imports keys/k.ts: this door may not look at keys',
      ],
      [
        'a file that imports itself',
        'src/base/self.ts',
        "export * from './self.ts';",
        'a ring: base/self.ts → base/self.ts',
      ],
      [
        'an index inside the house',
        'src/base/index.ts',
        'export {};',
        'base/index.ts: an index.ts inside the house',
      ],
      [
        'a folder that is no floor',
        'src/utils/x.ts',
        'export {};',
        'utils/x.ts: "utils" is no floor',
      ],
      [
        'a third file beside the doors',
        'src/extra.ts',
        'export {};',
        'extra.ts stands on no floor',
      ],
      [
        'jose outside its floors',
        'src/authz/j.ts',
        "import type { JWK } from 'jose';",
        'authz/j.ts names jose, which only keys and token may',
      ],
      [
        'the disk outside its floors',
        'src/token/d.ts',
        "import 'node:fs/promises';",
        'token/d.ts names node:fs/promises, which only stores and config and cli may',
      ],
      [
        'the package by its own name',
        'src/token/s.ts',
        "import 'pyramidion/acl';",
        'token/s.ts imports the package by its own name',
      ],
      [
        'a specifier nobody can read',
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
        'a file outside the house',
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

  it('follows a ring through types and late imports, over several files', () => {
    const { status, text } = runGate('check-layers', {
      'src/base/a.ts': "import type { B } from './b.ts';\n",
      'src/base/b.ts': "export const c = () => import('./c.ts');\n",
      'src/base/c.ts': "export * from './a.ts';\n",
    });
    expect(text).toContain('a ring: base/a.ts → base/b.ts → base/c.ts → base/a.ts');
    expect(status).toBe(1);
  });

  it('is not deceived by imports in comments and strings', () => {
    const text = "// import '../authz/a.ts';\nexport const s = \"import '../authz/a.ts'\";\n";
    expect(runGate('check-layers', { ...CLEAN, 'src/base/said.ts': text }).status).toBe(0);
  });
});
