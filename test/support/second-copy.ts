import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { rolldown } from 'rolldown';

/**
 * Loads a module of `src` and all that it imports a second time, as two versions of the package in
 * one process are.
 *
 * @param path - below `src`: `'security/internals.ts'`
 */
export async function secondCopyOf<T>(path: string): Promise<T> {
  const input = fileURLToPath(new URL(`../../src/${path}`, import.meta.url));
  const bundle = await rolldown({ input, platform: 'node', logLevel: 'silent' });
  const { output } = await bundle.generate({ format: 'esm' });
  await bundle.close();
  const folder = mkdtempSync(join(tmpdir(), 'second-copy-'));
  try {
    const file = join(folder, 'copy.mjs');
    writeFileSync(file, output[0].code);
    return (await import(pathToFileURL(file).href)) as T;
  } finally {
    rmSync(folder, { recursive: true });
  }
}
