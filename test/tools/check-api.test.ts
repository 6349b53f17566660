import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import type { Outcome } from '../support/gate.ts';
import { ROOT, runGate, runNode, withFolder } from '../support/gate.ts';

const entry = (path: string): object => ({
  types: { default: `./dist/${path}.d.ts` },
  default: `./dist/${path}.js`,
});
const BUILT = {
  'package.json': JSON.stringify({
    name: 'pyramidion',
    exports: { '.': entry('index'), './koa': entry('koa'), './package.json': './package.json' },
  }),
  'dist/index.d.ts': "export { ask } from './a.ts';\nexport type { Word as Name } from './b.ts';\n",
  'dist/koa.d.ts':
    "import type { Word } from './b.ts';\n/** Mounts. */\nexport declare function ask(word: Word): void;\ndeclare module 'koa' {\n    interface Context {\n        word: Word;\n    }\n}\nexport {};\n",
  'dist/a.d.ts':
    "import type { Hidden } from './b.ts';\n/** Asks. */\nexport declare function ask(given: Hidden, url?: 'http://x'): void;\n",
  'dist/b.d.ts':
    'export type Word = string;\nexport interface Hidden {\n    /** Why. */\n    readonly word: Word; // as written\n}\nexport declare class Unreached {\n    #private;\n}\n',
};
const SNAPSHOT = `pyramidion
  type Name
  ask

pyramidion/koa
  ask

interface Hidden {
    readonly word: Word;
}

type Word = string;

// dist/a.d.ts
declare function ask(given: Hidden, url?: 'http://x'): void;

// dist/koa.d.ts
declare function ask(word: Word): void;

declare module 'koa' {
    interface Context {
        word: Word;
    }
}
`;
const KNOWN = { ...BUILT, 'api/pyramidion.api.txt': SNAPSHOT };

describe('check-api', { timeout: 60_000 }, () => {
  it('writes the exported names and all declarations they reach, without comments', () => {
    withFolder(BUILT, (folder) => {
      const { status, text } = runNode([join(ROOT, 'tools/check-api.mjs'), '--update', folder]);
      expect(text).toBe('check-api: 2 entry points, 5 declarations, 0 faults\n');
      expect(readFileSync(join(folder, 'api/pyramidion.api.txt'), 'utf8')).toBe(SNAPSHOT);
      expect(status).toBe(0);
    });
  });

  it('passes types that match the snapshot', () => {
    expect(runGate('check-api', KNOWN).status).toBe(0);
  });

  it('passes a change of a comment or of a declaration that no export reaches', () => {
    const text = BUILT['dist/b.d.ts'].replace('Why.', 'Because.').replace('#private', 'x: 1');
    expect(runGate('check-api', { ...KNOWN, 'dist/b.d.ts': text }).status).toBe(0);
  });

  it('refuses a project without a snapshot', () => {
    const { status, text } = runGate('check-api', BUILT);
    expect(text).toContain('there is no snapshot: run npm run api:update');
    expect(status).toBe(1);
  });

  describe('a type that is reached but not exported', () => {
    let outcome: Outcome;

    beforeAll(() => {
      const text = BUILT['dist/b.d.ts'].replace('word: Word', 'word?: Word');
      outcome = runGate('check-api', { ...KNOWN, 'dist/b.d.ts': text });
    });

    it('is part of the API: a change of it is refused', () => {
      expect(outcome.text).toContain('the public API changed');
      expect(outcome.status).toBe(1);
    });

    it('is shown as a difference', () => {
      expect(outcome.text).toContain('-    readonly word: Word;\n+    readonly word?: Word;\n');
    });
  });

  it('refuses an export whose declaration is missing', () => {
    const { status, text } = runGate('check-api', {
      ...KNOWN,
      'dist/index.d.ts': "export { gone } from './a.ts';\n",
    });
    expect(text).toContain('dist/a.d.ts does not export gone');
    expect(status).toBe(1);
  });
});
