/** The library as it is built in this checkout. */
import { join } from 'node:path';
import { ROOT } from '../../tools/build.mjs';
import { libraryAt } from '../../tools/library.mjs';

export const DIST = join(ROOT, 'dist');
export const ours = await libraryAt(DIST);
