import type { Lines } from './lines.ts';

/** Stands for each permission that no ACE names, as in JSON: only AllPermissions includes it. */
export const OTHERS = '*';

/** The permissions to ask for: those of a closed list and those that are named, or all. */
export function permissionsOf(
  known: readonly string[] | undefined,
  ...lists: readonly Lines[]
): Set<string> {
  const permissions = new Set(known);
  for (const { names } of lists) for (const name of names) permissions.add(name);
  return known === undefined ? permissions.add(OTHERS) : permissions;
}
