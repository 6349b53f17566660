import type { AccessTable } from './access-table.ts';
import { accessTable } from './access-table.ts';
import { cellChanges } from './cell-changes.ts';
import type { LockChange } from './lock-change.ts';
import { changeOf } from './lock-change.ts';
import type { LockFile } from './lock-file.ts';
import { lockFileOf } from './lock-file.ts';
import type { LockPlan } from './lock-plan.ts';
import { readLockFile } from './read-lock-file.ts';
import { routeChanges } from './route-changes.ts';

/**
 * Returns what differs between a lock file and the application, one sentence for each difference
 * that a reviewer should know; and each route without a guard, also if the lock file has it.
 *
 * @param plan - what `lock` returned
 * @param text - the lock file
 * @returns a list that is empty if the lock file is current
 * @throws ConfigurationError as `accessTable` does, and if the lock file is damaged
 * @example
 * // In a test: assert.deepEqual(await lockChanges(plan, readFileSync('authz.lock', 'utf8')), []);
 */
export async function lockChanges(plan: LockPlan, text: string): Promise<readonly LockChange[]> {
  return changesBetween(readLockFile(text), await accessTable(plan));
}

/** The most important first: what is open, who gained, who lost. */
export function changesBetween(before: LockFile, table: AccessTable): readonly LockChange[] {
  const cells = cellChanges(before, table);
  const routes = routeChanges(before, table);
  return [
    ...routes.filter(({ kind }) => kind === 'unguarded'),
    ...cells.filter(({ kind }) => kind !== 'line_changed'),
    ...routes.filter(({ kind }) => kind !== 'unguarded'),
    ...personaChanges(before.personas, lockFileOf(table).personas),
    ...cells.filter(({ kind }) => kind === 'line_changed'),
  ];
}

type ByName = ReadonlyMap<string, string>;

function personaChanges(before: ByName, after: ByName): LockChange[] {
  const added = [...after].filter(([name]) => !before.has(name));
  const removed = [...before].filter(([name]) => !after.has(name));
  const changed = [...after].filter(([name, own]) => (before.get(name) ?? own) !== own);
  return [
    ...added.map(([name, own]) =>
      changeOf('persona_added', [], [name], `The persona ${name} is new: ${own}.`),
    ),
    ...removed.map(([name, own]) =>
      changeOf('persona_removed', [], [name], `The persona ${name} is removed: ${own}.`),
    ),
    ...changed.map(([name, own]) =>
      changeOf(
        'persona_changed',
        [],
        [name],
        `The persona ${name} is ${own} now; before, ${before.get(name)}.`,
      ),
    ),
  ];
}
