/** The side of a suite: a process of its own, which hands its rows over in a file. */
import { writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';

/**
 * One figure; `suite` and `runtime` are added by the parent.
 * @typedef {{ subject: string, role: import('./rounds.mjs').Subject['role'], unit: string,
 *   median: number, min: number, max: number,
 *   ratioToLimit: number | null, ratioToBestPeer: number | null }} Row
 */

/**
 * Runs a suite and hands its rows to the parent; run by hand, a suite prints them.
 *
 * @param {(options: { quick: import('./rounds.mjs').Haste }) => Promise<Row[]>} suite
 */
export async function serve(suite) {
  const boolean = { type: 'boolean', default: false };
  const options = { quick: boolean, once: boolean, rows: { type: 'string' } };
  const { values } = parseArgs({ options });
  const rows = await suite({ quick: values.once ? 'once' : values.quick });
  if (values.rows === undefined) console.table(rows);
  else writeFileSync(values.rows, JSON.stringify(rows));
  // Peers leave timers and sockets open.
  process.exit(0);
}

/** So that no subject pays for the garbage of another. */
export function collectGarbage() {
  if (globalThis.Bun !== undefined) globalThis.Bun.gc(true);
  else globalThis.gc?.();
}
