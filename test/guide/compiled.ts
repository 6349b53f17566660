import { spawnSync } from 'node:child_process';
import { mkdirSync, readdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { ROOT } from '../support/gate.ts';
import type { Block, Page } from './blocks.ts';

/** The file that a block is. */
export const sourceOf = (block: Block): string => block.file ?? `block-${block.line}.ts`;

/** Makes a folder of a reader: packages as they are after `npm install`, and ES modules. */
export function makeFolder(folder: string): void {
  const packages = join(folder, 'node_modules');
  mkdirSync(packages, { recursive: true });
  for (const name of readdirSync(join(ROOT, 'node_modules'))) {
    if (name.startsWith('.')) continue;
    symlinkSync(join(ROOT, 'node_modules', name), join(packages, name));
  }
  symlinkSync(ROOT, join(packages, 'pyramidion'));
  writeFileSync(join(folder, 'package.json'), '{ "type": "module" }');
}

/**
 * Compiles the TypeScript of pages into JavaScript beside it, each page in the folder of its name.
 * Each page is a program of its own, because it may register a security. One compiler builds all:
 * that takes a quarter of the time.
 *
 * @param change - changes what is compiled, such as a duration that a test does not wait for
 * @returns what the compiler has printed of a page; what names no page belongs to each
 */
export function compile(
  folder: string,
  pages: readonly Page[],
  change: (text: string) => string = (text) => text,
): (page: Page) => string {
  for (const page of pages) writeProgram(folder, page, change);
  const names = pages.map(({ name }) => name);
  const tsc = join(ROOT, 'node_modules/typescript/bin/tsc');
  const { stdout } = spawnSync(process.execPath, [tsc, '-b', ...names, '--pretty', 'false'], {
    cwd: folder,
    encoding: 'utf8',
  });
  // A message goes on in the lines that are indented.
  const messages = stdout.split(/\n(?=\S)/);
  return ({ name }) =>
    messages
      .filter((message) => {
        const [first = ''] = message.split('/');
        return first === name || !names.includes(first);
      })
      .join('\n');
}

const isForBrowsers = ({ blocks }: Page): boolean =>
  blocks.some(({ text }) => text.includes('navigator.'));

function writeProgram(folder: string, page: Page, change: (text: string) => string): void {
  const target = join(folder, page.name);
  const compilerOptions = {
    target: 'es2022',
    // What `target` brings along; with the DOM only where a block is for a browser.
    lib: isForBrowsers(page) ? ['es2022', 'dom'] : ['es2022'],
    module: 'nodenext',
    types: ['node'],
    // Those of Nest, whose parameters have decorators.
    experimentalDecorators: true,
    strict: true,
    exactOptionalPropertyTypes: true,
    skipLibCheck: true,
    rootDir: '.',
  };
  for (const block of page.blocks) {
    if (block.language !== 'ts' && block.file === undefined) continue;
    const file = join(target, sourceOf(block));
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, change(block.text));
  }
  writeFileSync(join(target, 'tsconfig.json'), JSON.stringify({ compilerOptions }));
}
