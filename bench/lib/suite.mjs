/** What every suite needs: the library as it is built here, and a way to hand its rows over. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { ROOT } from '../../tools/build.mjs';
import { libraryAt } from '../../tools/library.mjs';

export const DIST = join(ROOT, 'dist');
export const ours = await libraryAt(DIST);

/**
 * One figure; the parent adds `suite` and `runtime`.
 * @typedef {{ what: string, who: string, role: string, unit: string, median: number,
 *   timesOurs: number | null }} Row
 */

/**
 * Runs a suite and hands its rows to the parent; run by hand, a suite prints them.
 *
 * @param {(brief: boolean | 'once') => Promise<Row[]>} suite `'once'` only shows that everything
 *   runs, `true` is enough for a look, `false` for figures to keep
 */
export async function serve(suite) {
  const boolean = { type: 'boolean', default: false };
  const options = { brief: boolean, once: boolean, rows: { type: 'string' } };
  const { values } = parseArgs({ options });
  const rows = await suite(values.once ? 'once' : values.brief);
  if (values.rows === undefined) console.table(rows);
  else writeFileSync(values.rows, JSON.stringify(rows));
  // Peers leave timers and sockets open.
  process.exit(0);
}
