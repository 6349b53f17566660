import { expect } from 'vitest';
import type { List } from '../../src/query.ts';
import { sqlText } from '../../src/query.ts';
import type { Database } from './databases.ts';
import { load } from './databases.ts';
import { randomPolicy } from './policies.ts';
import { Random } from './random.ts';
import { randomWorld } from './rows.ts';
import type { Report, World } from './rows.ts';

/** How much is compared: `worlds` × `policies` × `rows` pairs of a policy and a row. */
export interface Extent {
  readonly seed: number;
  readonly worlds: number;
  readonly policies: number;
  readonly rows: number;
}

/** Returns the ids of the reports in a list, as a database finds them. */
export type Ask = (list: List<Report>, world: World) => Promise<number[]>;

/** Asks by the text of SQL. */
export function byText(database: Database): Ask {
  return async (list) => {
    const { text, values } = sqlText(list, { dialect: database.dialect, table: 'reports' });
    const rows = await database.run(`select id from reports where ${text} order by id`, values);
    return rows.map(({ id }) => id as number);
  };
}

/**
 * Compares the rows that a database finds with those that `decide` allows.
 *
 * @returns how many pairs of a policy and a row were compared
 */
export async function compareWithDecide(
  database: Database,
  ask: Ask,
  { seed, worlds, policies, rows }: Extent,
): Promise<number> {
  let pairs = 0;
  for (let turn = 0; turn < worlds; turn++) {
    const random = new Random(seed + turn);
    const world = randomWorld(random, rows);
    await load(database, world);
    for (let at = 0; at < policies; at++) {
      const policy = randomPolicy(random, world);
      const wanted = world.reports.filter((report) => policy.allows(report)).map(({ id }) => id);
      const found = await ask(policy.list, world);
      if (found.join() !== wanted.join())
        expect({ seed: seed + turn, at, found, list: policy.list }).toEqual({ found: wanted });
      pairs += rows;
    }
  }
  return pairs;
}
