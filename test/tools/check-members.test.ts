import { beforeAll, describe, expect, it } from 'vitest';
import type { Outcome } from '../support/gate.ts';
import { runGate } from '../support/gate.ts';

const TSCONFIG = JSON.stringify({
  compilerOptions: {
    target: 'es2022',
    module: 'nodenext',
    strict: true,
    noEmit: true,
    types: [],
    rewriteRelativeImportExtensions: true,
  },
  include: ['src', 'test'],
});
const SHAPE = 'interface Shape { size: number }\ndeclare const shape: Shape;\n';

const READ = [
  ['an access', `${SHAPE}const a = shape.size;`],
  ['an access by a literal name', `${SHAPE}const a = shape['size'];`],
  [
    'an access by a key of a literal type',
    `${SHAPE}declare const key: 'size';\nconst a = shape[key];`,
  ],
  [
    'an access by a key of any string',
    `${SHAPE}declare const key: string;\nconst a = (shape as any as Record<string, number> & Shape)[key];`,
  ],
  ['an indexed access type', `${SHAPE}type A = Shape['size'];`],
  ['an addition to it', `${SHAPE}shape.size += 1;`],
  ['a destructuring', `${SHAPE}const { size } = shape;`],
  ['a destructuring under another name', `${SHAPE}const { size: a } = shape;`],
  ['a destructured parameter', `${SHAPE}const f = ({ size }: Shape): number => size;`],
  ['a spread', `${SHAPE}const a = { ...shape };`],
  ['Object.entries', `${SHAPE}const a = Object.entries(shape);`],
  ['JSON.stringify', `${SHAPE}const a = JSON.stringify(shape);`],
  ['a test with in', `${SHAPE}const a = 'size' in shape;`],
  [
    'another type that has the member',
    `${SHAPE}interface Sized { size: number }\nconst f = (a: Sized): number => a.size;\nf(shape);`,
  ],
  [
    'an interface that the class implements',
    'interface Sized<T> { size: T }\nclass Box<T> implements Sized<T> { size!: T }\nconst f = (a: Sized<1>) => a.size;',
  ],
  [
    'the name that an option reader gets',
    "interface ShapeOptions { size?: number }\ndeclare function read(of: ShapeOptions, name: string): unknown;\nconst a = read({}, 'size');",
  ],
] as const;

const WEAK = 'interface Weak { size?: number; more?: 1 }\ndeclare const weak: Weak;\n';
const OTHER = 'interface Other { size: string; name: string }\ndeclare const other: Other;\n';
const UNREAD = [
  [
    'a member that a key of another name leaves out',
    `interface Two { size: 1; other: 2 }\ndeclare const two: Two;\nconst a = two['other'];`,
    'Two.size',
  ],
  ['a member of an interface', SHAPE, 'Shape.size'],
  ['a member of an object type', 'type Shape = {\n  size: number;\n};', 'Shape.size'],
  ['a field', 'class Box { size = 1 }', 'Box.size'],
  ['a private field', 'class Box { #size = 1; }', 'Box.#size'],
  ['a method', 'class Box { size(): void {} }', 'Box.size'],
  ['a getter', 'class Box { get size() { return 1; } }', 'Box.size'],
  ['a parameter property', 'class Box { constructor(readonly size: number) {} }', 'Box.size'],
  ['a member that is only assigned', `${SHAPE}shape.size = 1;`, 'Shape.size'],
  [
    'a member whose name another type has too',
    `${SHAPE}${OTHER}const a = other.size + other.name;`,
    'Shape.size',
  ],
  [
    'a member of a type that fits a type of optional members',
    `${SHAPE}${WEAK}const a = [weak.size, weak.more];`,
    'Shape.size',
  ],
] as const;

/** Gives each case a file and a member name of its own, so that one run checks them all. */
const renamed = (source: string, name: string): string => source.replaceAll(/\bsize\b/g, name);

describe('check-members', { timeout: 60_000 }, () => {
  let outcome: Outcome;

  beforeAll(() => {
    const files = [
      ...READ.map(([, source], index) => [`src/read${index}.ts`, renamed(source, `r${index}`)]),
      ...UNREAD.map(([, source], index) => [`src/unread${index}.ts`, renamed(source, `u${index}`)]),
      ['src/tested.ts', `${renamed(SHAPE, 'tested')}export type { Shape };`],
      [
        'test/tested.ts',
        "import type { Shape } from '../src/tested.ts';\nconst f = (a: Shape) => a.tested;",
      ],
    ].map(([path, source]) => [path, `${source}\nexport {};\n`]);
    outcome = runGate('check-members', { 'tsconfig.json': TSCONFIG, ...Object.fromEntries(files) });
  });

  it.each(READ.map(([what], index) => [what, index]))('counts %s as reading', (_what, index) => {
    expect(outcome.text).not.toContain(`src/read${index}.ts`);
  });

  it.each(UNREAD.map(([what, , fault], index) => [what, fault, index] as const))(
    'refuses %s that nothing reads',
    (_what, fault, index) => {
      const line = outcome.text.split('\n').find((one) => one.includes(`src/unread${index}.ts:`));
      expect(line).toContain(`nothing reads ${renamed(fault, `u${index}`)}: delete it, or say in`);
    },
  );

  it('does not count a test as reading', () => {
    expect(outcome.text).toContain('src/tested.ts:1 nothing reads Shape.tested');
  });

  it('ends with status 1', () => {
    expect(outcome.text).toContain(`${UNREAD.length + 1} faults`);
    expect(outcome.status).toBe(1);
  });

  describe('with tools/read-outside.json', () => {
    const check = (source: string, excused: object): Outcome =>
      runGate('check-members', {
        'tsconfig.json': TSCONFIG,
        'src/a.ts': source,
        'tools/read-outside.json': JSON.stringify(excused),
      });

    it('excuses a type or one of its members, and the classes that implement it', () => {
      const source = `${SHAPE}class Box implements Shape { size = 1 }\ninterface More { more: 1 }`;
      const excused = {
        Shape: 'the application reads it',
        'More.more': 'the application reads it',
      };
      expect(check(source, excused).text).toBe('check-members: 3 members, 0 faults\n');
    });

    it('refuses an excuse that nothing needs', () => {
      const { status, text } = check(`${SHAPE}const a = shape.size;`, { Gone: 'the application' });
      expect(text).toContain('tools/read-outside.json: Gone excuses nothing: delete it');
      expect(status).toBe(1);
    });
  });
});
