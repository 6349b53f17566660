import { mkdir, mkdtemp, readFile, rm } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { rolldown } from 'rolldown';

const SRC = resolve(import.meta.dirname, '../../src');
/** Below `node_modules`, a build finds the packages, and vitest leaves it to Node to load it. */
const CACHE = resolve(import.meta.dirname, '../../node_modules/.cache/pyramidion');
const PACKAGES = ['jose', 'ini', '@standard-schema/spec'];

/** A change of one place in a file of `src/`. */
export interface Fault {
  readonly file: string;
  readonly from: string;
  readonly to: string;
}

/** A row of a table of faults. */
export const at = (file: string, from: string, to: string): Fault => ({ file, from, to });

/**
 * Builds entry points of `src/` with a fault in them, and imports them.
 *
 * @param entries - files below `src/` without `.ts`, one of which uses the file of the fault
 * @returns their modules by the name of the entry point
 * @throws Error if the place is not in the file, or there more than once: the fault has to be
 *   renewed
 */
export async function plant(
  entries: readonly string[],
  { file, from, to }: Fault,
): Promise<Readonly<Record<string, unknown>>> {
  const path = join(SRC, file);
  const source = await readFile(path, 'utf8');
  if (source.split(from).length !== 2)
    throw new Error(`"${from}" is not exactly once in src/${file}: renew the planted fault.`);
  await mkdir(CACHE, { recursive: true });
  const folder = await mkdtemp(join(CACHE, 'planted-'));
  let isPlanted = false;
  try {
    const bundle = await rolldown({
      input: Object.fromEntries(entries.map((entry) => [entry, join(SRC, `${entry}.ts`)])),
      platform: 'node',
      tsconfig: false,
      treeshake: false,
      external: PACKAGES,
      plugins: [
        {
          name: 'plant',
          load(id) {
            if (id !== path) return null;
            isPlanted = true;
            // A function, because `$` has a meaning in a replacement string.
            return { code: source.replace(from, () => to), moduleType: 'ts' };
          },
        },
      ],
    });
    await bundle.write({ dir: folder, entryFileNames: '[name].mjs', chunkFileNames: '[name].mjs' });
    await bundle.close();
    if (!isPlanted) throw new Error(`${entries.join(' and ')} do not use src/${file}.`);
    const modules: Record<string, unknown> = {};
    for (const entry of entries)
      modules[entry] = await import(pathToFileURL(join(folder, `${entry}.mjs`)).href);
    return modules;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
