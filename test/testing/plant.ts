import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { rolldown } from 'rolldown';

const SRC = resolve(import.meta.dirname, '../../src');

/** A change of one place in a file of `src/`. */
export interface Fault {
  readonly file: string;
  readonly from: string;
  readonly to: string;
}

/**
 * Builds an entry point of `src/` with a fault in it, and imports it.
 *
 * @throws Error if the place is not in the file, or there more than once: the fault has to be
 *   renewed
 */
export async function plant<Module>(entry: string, { file, from, to }: Fault): Promise<Module> {
  const path = join(SRC, file);
  const source = await readFile(path, 'utf8');
  if (source.split(from).length !== 2)
    throw new Error(`"${from}" is not exactly once in src/${file}: renew the planted fault.`);
  const folder = await mkdtemp(join(tmpdir(), 'pyramidion-planted-'));
  let isPlanted = false;
  try {
    const bundle = await rolldown({
      input: join(SRC, entry),
      platform: 'node',
      tsconfig: false,
      treeshake: false,
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
    const { output } = await bundle.write({ dir: folder, entryFileNames: '[name].mjs' });
    await bundle.close();
    if (!isPlanted) throw new Error(`src/${entry} does not use src/${file}.`);
    return (await import(pathToFileURL(join(folder, output[0].fileName)).href)) as Module;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
