import { Authenticated, Everyone } from '../authz/acl-types.ts';
import type { AccessTable } from './access-table.ts';
import { accessTable } from './access-table.ts';
import { PUBLIC, UNGUARDED, UNGUARDED_ON_PURPOSE } from './asked.ts';
import type { LockPlan } from './lock-plan.ts';
import { oneLine } from './one-line.ts';
import { isAnonymous } from './personas.ts';

/** What a lock file says, and no more. */
export interface LockFile {
  /** The principals of each persona, as text. */
  readonly personas: ReadonlyMap<string, string>;
  readonly routes: ReadonlyMap<string, LockedRoute>;
}

/** What a lock file says of one route. */
export interface LockedRoute {
  readonly asks: string;
  /** The answer to each persona; empty if every request passes. */
  readonly cells: ReadonlyMap<string, string>;
}

/** The begin of every lock file; the number is the version of its form. */
export const FIRST_LINE = '# authz.lock of pyramidion, version ';
export const VERSION = '1';

const HEAD = [
  FIRST_LINE + VERSION,
  '# Who passes the guards of each route, and which ACE decides. Do not edit it:',
  '# "npx pyramidion lock" writes it, "npx pyramidion lock --check" says what has changed.',
];

/**
 * Returns the text of the lock file: one block for each route, with one line for each persona. It
 * depends on nothing but the plan.
 *
 * @param plan - what `lock` returned
 * @throws ConfigurationError as `accessTable` does
 */
export async function lockText(plan: LockPlan): Promise<string> {
  return written(lockFileOf(await accessTable(plan)));
}

/** Returns what the lock file of a table says. */
export function lockFileOf({ personas, routes }: AccessTable): LockFile {
  const principals = new Map<string, string>();
  for (const [name, own] of personas) principals.set(name, principalsText(own));
  const locked = new Map<string, LockedRoute>();
  for (const { route, asks, cells } of routes) {
    const listed = passesAll(asks) ? [] : cells;
    locked.set(route, { asks, cells: new Map(listed.map(({ persona, text }) => [persona, text])) });
  }
  return { personas: principals, routes: locked };
}

/** Whether every request passes, so that no persona is listed. */
export function passesAll(asks: string): boolean {
  return OPEN.includes(asks) || asks.split('; ').every((one) => one === PUBLIC);
}

const OPEN = [UNGUARDED, UNGUARDED_ON_PURPOSE];

/** What stands for the principals of a persona that is not there for every route. */
export const BY_SAMPLE = 'by the sample';

function principalsText(principals: readonly string[] | null): string {
  if (principals === null) return BY_SAMPLE;
  if (isAnonymous(principals)) return 'anonymous';
  const own = principals.filter((one) => one !== Everyone && one !== Authenticated);
  return own.length === 0 ? Authenticated : own.map(oneLine).join(', ');
}

/** Writes a lock file. */
export function written({ personas, routes }: LockFile): string {
  const lines = [...HEAD, '', ...[...personas].map(([name, own]) => `persona ${name}: ${own}`)];
  for (const [route, { asks, cells }] of routes)
    lines.push('', `${route}  ${asks}`, ...[...cells].map(([name, text]) => `  ${name}: ${text}`));
  return `${lines.join('\n')}\n`;
}
