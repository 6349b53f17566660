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
 * Compiles the TypeScript of a page into JavaScript beside it, in the folder of its name. Each page
 * is a program of its own, because it may register a security.
 *
 * @param change - changes what is compiled, such as a duration that a test does not wait for
 * @returns the errors, as the compiler prints them
 */
export function compile(
  folder: string,
  page: Page,
  change: (text: string) => string = (text) => text,
): string {
  const target = join(folder, page.name);
  const compilerOptions = {
    target: 'es2022',
    // What `target` brings along, without the DOM.
    lib: ['es2022'],
    module: 'nodenext',
    types: ['node'],
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
  const tsc = join(ROOT, 'node_modules/typescript/bin/tsc');
  return spawnSync(process.execPath, [tsc, '-p', target, '--pretty', 'false'], {
    encoding: 'utf8',
  }).stdout;
}
