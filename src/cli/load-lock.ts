import { existsSync } from 'node:fs';
import type { AccessTable } from '../lock/access-table.ts';
import { accessTable } from '../lock/access-table.ts';
import { lockPlanOf } from '../lock/define-lock.ts';
import { attempt, refuseServers, servers } from './attempt.ts';
import { UsageError } from './command.ts';
import { importModule } from './load-module.ts';

const SOURCES = ['authz.lock.ts', 'authz.lock.mts'];
const SCRIPTS = ['authz.lock.js', 'authz.lock.mjs'];

/**
 * Returns the module of the lock file in the current folder: of TypeScript and of what was compiled
 * the one that this version of Node.js loads.
 */
export function findLockModule(): string {
  const isTypeScriptLoaded = 'typescript' in process.features && process.features.typescript;
  const names = isTypeScriptLoaded ? [...SOURCES, ...SCRIPTS] : [...SCRIPTS, ...SOURCES];
  const found = names.find((name) => existsSync(name));
  if (found !== undefined) return found;
  throw new UsageError(
    `There is no authz.lock.ts here: write one whose default export is lock(app, { as, samples }), or name it by --config.`,
  );
}

/**
 * Loads the module of a lock file, and asks its application.
 *
 * @throws UsageError if it exports no plan or fails; ConfigurationError for what is wrong in it
 */
export async function loadAccess(file: string): Promise<AccessTable> {
  const before = servers();
  const exported = await attempt(file, () => importModule(file));
  const plan = lockPlanOf(await exported['default']);
  if (plan === null)
    throw new UsageError(
      `The default export of ${file} is no plan of a lock file: write export default lock(app, { as, samples }).`,
    );
  const table = await attempt(file, () => accessTable(plan));
  refuseServers(file, before);
  return table;
}
