import { beforeAll, describe, expect, it } from 'vitest';
import type { Outcome } from '../support/gate.ts';
import { runGate } from '../support/gate.ts';

const WIDE = 'wide '.repeat(20);
const REFUSED = [
  ['a word in a line comment', 'src/a.ts', '\n// A door.\n', '2 "door" in a comment: say entry'],
  ['a word in a block comment', 'src/b.ts', '/*\n * Doors.\n */\n', '2 "Doors" in a comment'],
  ['a word in a string', 'src/c.ts', "f('two octets');\n", '1 "octets" in a string: say byte'],
  ['a word in a template', 'src/d.ts', 'f(`${a} nobody`);\n', '1 "nobody" in a string'],
  ['a word in a test title', 'test/e.test.ts', "it('is told', f);\n", '1 "is told" in a string'],
  [
    'a word in a title by it.each',
    'test/f.test.ts',
    "it.each([1])('is told', f);\n",
    '1 "is told"',
  ],
  ['a word in Markdown', 'README.md', '# Doors\n', '1 "Doors" in a text'],
  [
    'a wide comment',
    'src/g.ts',
    `// ${WIDE}\n`,
    '1 the comment ends in column 102: wrap it at 100',
  ],
] as const;
const IGNORED = [
  ['a name in the code', 'src/n.ts', 'const door = 1; // a name\n'],
  ['an import', 'src/o.ts', "import { a } from './door.ts'; // a name\n"],
  ['a part of a word', 'src/p.ts', '// indoors\n'],
  ['data of a test', 'test/q.test.ts', "it('ends', () => f('nobody'));\n"],
  ['a slash in a regular expression', 'src/r.ts', "const a = /[/*]door/; // '\n"],
  ['code in Markdown', 'docs/s.md', 'Is `door`.\n\n```ts\nconst door = 1;\n```\n'],
  ['a wide address', 'src/t.ts', `// https://a.example/${'long'.repeat(25)}\n`],
] as const;

describe('check-prose', { timeout: 60_000 }, () => {
  let outcome: Outcome;

  beforeAll(() => {
    const files = [...REFUSED, ...IGNORED].map(([, file, text]) => [file, text]);
    outcome = runGate('check-prose', Object.fromEntries(files));
  });

  it.each(REFUSED)('refuses %s', (_what, file, _text, fault) => {
    expect(outcome.text).toContain(`check-prose: ${file}:${fault}`);
  });

  it.each(IGNORED)('ignores %s', (_what, file) => {
    expect(outcome.text).not.toContain(file);
  });

  it('counts each fault once and ends with status 1', () => {
    expect(outcome.text).toMatch(/check-prose: 15 files, \d+ lines, 8 faults\n$/);
    expect(outcome.status).toBe(1);
  });

  it('passes plain prose', () => {
    expect(runGate('check-prose', { 'src/a.ts': '/** Says why. */\nf("plain");\n' })).toEqual({
      status: 0,
      text: 'check-prose: 1 files, 2 lines, 0 faults\n',
    });
  });
});
