import { ConfigurationError } from '../../options/configuration-error.ts';
import type { StoreFinding } from '../model/store.ts';

/** The sections of INFO that count. */
export type ServerInfo = readonly [server: string, persistence: string, memory: string];

/** @throws ConfigurationError if the server is older than Redis 7 */
export function checkVersion([server]: ServerInfo): void {
  const version = valueIn(server, 'redis_version') ?? '';
  if (Number(/^\d+/.exec(version)?.[0] ?? 0) >= 7) return;
  throw new ConfigurationError(
    `redisStore: the server is Redis ${/^[\d.]+$/.exec(version)?.[0] ?? 'of an unknown version'}: Redis 7.0 or newer is needed`,
  );
}

/** Returns what works on this server and is not safe. */
export function serverFindings([, persistence, memory]: ServerInfo): StoreFinding[] {
  const policy = valueIn(memory, 'maxmemory_policy') ?? '';
  const findings: StoreFinding[] = [];
  if (valueIn(persistence, 'aof_enabled') !== '1') findings.push(notDurable(NO_AOF));
  // No key of the store expires, so that the policies named volatile-… leave them alone.
  if (valueIn(memory, 'maxmemory') !== '0' && policy.startsWith('allkeys-'))
    findings.push({
      name: 'store_evicts',
      reason: `Redis removes revocations when its memory is full (maxmemory-policy ${policy}): set maxmemory-policy to noeviction`,
    });
  return findings;
}

/** The findings without the permission for INFO. */
export const UNKNOWN_SERVER: readonly StoreFinding[] = [
  notDurable(
    'whether Redis keeps its data through a crash is not known, because INFO is not permitted: allow INFO to the user of the client',
  ),
];

/** Returns the finding for options that a client lacks. */
export function clientFindings(cures: readonly string[]): StoreFinding[] {
  if (cures.length === 0) return [];
  const reason = `commands of the Redis client wait too long when the server is away: create the client with ${cures.join(', ')}`;
  return [{ name: 'store_client_waits', reason }];
}

const NO_AOF =
  'Redis loses revocations when it is killed or restarted: set appendonly yes in its configuration';

function notDurable(reason: string): StoreFinding {
  return { name: 'store_not_durable', reason };
}

function valueIn(info: string, name: string): string | undefined {
  return new RegExp(`^${name}:([^\\r\\n]*)`, 'm').exec(info)?.[1];
}
