import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { AuthErrorCode } from '../../src/base/errors.ts';
import { AuthError } from '../../src/base/errors.ts';
import { ROOT } from '../support/gate.ts';
import type { Block, Page } from './blocks.ts';
import { blocksIn, pagesIn, readPage } from './blocks.ts';
import { compile, makeFolder, sourceOf } from './compiled.ts';

const pages = [...pagesIn(join(ROOT, 'docs/guide')), readPage(join(ROOT, 'README.md'))];
const secret = 'guide-only-T5vX0qLr8mZp7WcN3dHfJ6sKgB1uEaYoIiRqMyQzVwCxDnGhAjUbSt4eF9kP2';
const withPrograms = pages.filter(({ blocks }) => blocks.some(({ language }) => language === 'ts'));
let folder: string;
let errorsOf: (page: Page) => string;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'guide-'));
  makeFolder(folder);
  for (const { name } of pages) mkdirSync(join(folder, name));
  errorsOf = compile(folder, withPrograms);
}, 60_000);

afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** A block of shell is one command a line, `$ ` before each; what stands between is printed. */
function runShell(block: Block, page: string): { expected: string; printed: string } {
  const lines = block.text.trimEnd().split('\n');
  const commands = lines.filter((line) => line.startsWith('$ ')).map((line) => line.slice(2));
  const npx = `npx() { shift; "${process.execPath}" "${join(ROOT, 'dist/cli/main.js')}" "$@"; }`;
  const { stdout, stderr } = spawnSync('bash', ['--norc', '-c', [npx, ...commands].join('\n')], {
    cwd: join(folder, page),
    env: { PATH: process.env['PATH'], JWT_PRIVATE_KEY: secret, NO_COLOR: '1' },
    encoding: 'utf8',
  });
  const expected = lines.filter((line) => !line.startsWith('$ ')).join('\n');
  return { expected, printed: (stdout + stderr).trimEnd() };
}

function runProgram(block: Block, page: string): string {
  const file = sourceOf(block).replace(/\.ts$/, '.js');
  const { stdout, stderr } = spawnSync(process.execPath, [file], {
    cwd: join(folder, page),
    env: { PATH: process.env['PATH'], JWT_PRIVATE_KEY: secret, NO_COLOR: '1' },
    encoding: 'utf8',
    timeout: 20_000,
  });
  return stdout + stderr;
}

describe.each(pages)('the page $name', (page) => {
  it('compiles', () => {
    expect(errorsOf(page)).toBe('');
  });

  const programs = page.blocks.filter(({ output }) => output !== undefined);
  it.runIf(programs.length > 0).each(programs)('prints what it says, at line $line', (block) => {
    expect(runProgram(block, page.name)).toBe(block.output);
  });

  const suites = page.blocks.filter(({ text }) => text.includes("from 'node:test'"));
  it.runIf(suites.length > 0).each(suites)('has a test that passes, at line $line', (block) => {
    const file = sourceOf(block).replace(/\.ts$/, '.js');
    const { status, stdout } = spawnSync(process.execPath, ['--test', file], {
      cwd: join(folder, page.name),
      env: { PATH: process.env['PATH'], JWT_PRIVATE_KEY: secret },
      encoding: 'utf8',
      timeout: 30_000,
    });
    expect(status, stdout).toBe(0);
    expect(stdout).toMatch(/(pass|tests) [1-9]/);
  });

  // The shell of the README talks to a server: readme.test.ts follows it.
  const shells = page.blocks.filter(({ text }) => page.name !== 'README' && text.startsWith('$ '));
  it.runIf(shells.length > 0).each(shells)('shows a shell as it is, at line $line', (block) => {
    const { expected, printed } = runShell(block, page.name);
    expect(printed).toBe(expected);
  });

  const shown = page.blocks.filter(({ of }) => of !== undefined);
  it.runIf(shown.length > 0).each(shown)('shows the file $of as it is', ({ of, text }) => {
    expect(text).toBe(readFileSync(join(ROOT, of as string), 'utf8'));
  });

  it('has no block that nothing checks', () => {
    const unchecked = page.blocks.filter(
      ({ language, file, of, text }) =>
        !['ts', 'sh'].includes(language) && (file ?? of) === undefined && !text.startsWith('$ '),
    );
    expect(unchecked).toEqual([]);
  });
});

describe('the page of errors', () => {
  it('has a section with its status for each code', () => {
    const text = pages.find(({ name }) => name === 'errors')?.text as string;
    const sections = [...text.matchAll(/^### `(\w+)`\n(\d{3})\./gm)].map(([, code, status]) => [
      code,
      Number(status),
    ]);
    const source = readFileSync(join(ROOT, 'src/base/errors.ts'), 'utf8');
    const codes = [...source.matchAll(/^ {2}(\w+): \[/gm)].map(([, code]) => code as AuthErrorCode);
    expect(codes.length).toBeGreaterThan(20);
    const expected = codes.map((code) => [code, new AuthError(code).status]);
    expect(new Map(sections as [string, number][])).toEqual(
      new Map(expected as [string, number][]),
    );
  });
});

describe('blocksIn', () => {
  it('joins a block with the output that follows it', () => {
    const [block] = blocksIn('```ts file=a.ts\nx\n```\n\n```output\ny\n```\n');
    expect(block).toMatchObject({ language: 'ts', file: 'a.ts', text: 'x\n', output: 'y\n' });
  });

  it('leaves output alone that belongs to another block', () => {
    const [first, second] = blocksIn('```ts\nx\n```\ntext\n```sh\n$ y\n```\n```output\nz\n```\n');
    expect([first?.output, second?.output]).toEqual([undefined, 'z\n']);
  });
});
