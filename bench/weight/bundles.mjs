/** What each costs an application that bundles it. */
import { fileURLToPath } from 'node:url';
import { weigh } from '../../tools/weigh.mjs';
import { rowsOf } from '../lib/rounds.mjs';
import { doors, fileOf, LIBRARIES } from './doors.mjs';

const PLATFORM = [/^node:/];

/** All of a door or package with all that it imports, whether the application uses it or not. */
export async function bundled() {
  const figures = new Map();
  for (const { who, role, url } of doors()) figures.set({ who, role }, [await weigh(fileURLToPath(url), PLATFORM)]);
  for (const who of LIBRARIES) figures.set({ who, role: 'peer' }, [await weigh(fileOf(who), PLATFORM)]);
  return rowsOf('bundled, brotli', 'B', figures);
}
