/** The side of a suite: it runs in a process of its own, pinned by the parent, and hands its rows over in a file. */
import { writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';

/**
 * One figure. `suite` and `runtime` are added by the parent.
 * @typedef {{ subject: string, role: import('./rounds.mjs').Subject['role'], unit: string, median: number, min: number, max: number,
 *   ratioToLimit: number | null, ratioToBestPeer: number | null }} Row
 */

/**
 * Runs a suite and hands its rows to the parent; run by hand, a suite prints them.
 *
 * @param {(options: { quick: import('./rounds.mjs').Haste }) => Promise<Row[]>} suite
 */
export function serve(suite) {
  const { values } = parseArgs({
    options: { quick: { type: 'boolean', default: false }, once: { type: 'boolean', default: false }, rows: { type: 'string' } },
  });
  suite({ quick: values.once ? 'once' : values.quick }).then(
    (rows) => {
      if (values.rows === undefined) console.table(rows);
      else writeFileSync(values.rows, JSON.stringify(rows));
      // Peers leave timers and sockets open, and nobody is going to use them again.
      process.exit(0);
    },
    (error) => {
      console.error(error);
      process.exit(1);
    },
  );
}

/** Collects what was made so far, so that nobody pays for the garbage of somebody else. */
export function collectGarbage() {
  if (globalThis.Bun !== undefined) globalThis.Bun.gc(true);
  else globalThis.gc?.();
}
