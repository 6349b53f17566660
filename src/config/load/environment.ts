import { nearestSetting, settingNames } from './setting-definitions.ts';
import type { RawSetting } from './setting-value.ts';

/** Variables by name, as in `process.env`. */
export type Environment = Readonly<Record<string, string | undefined>>;

/**
 * Finds the settings among the variables of an environment: `JWT_EXPIRATION` for `expiration`.
 *
 * An unknown variable is a fault only if its name is near a known one. Others also write variables
 * with our prefix: Kubernetes adds `JWT_PORT` for a service called jwt.
 *
 * @param prefix - what the names begin with, in any case and without the underscore: `'jwt'`
 * @param faults - receives one sentence for each misspelt variable
 */
export function readEnvironment(env: Environment, prefix: string, faults: string[]): RawSetting[] {
  const start = `${prefix}_`.toUpperCase();
  const spell = (name: string): string => start + name.toUpperCase();
  const known = new Map(settingNames.map((name) => [spell(name), name]));
  const found: RawSetting[] = [];
  for (const [variable, text] of Object.entries(env)) {
    if (text === undefined || !variable.startsWith(start)) continue;
    const where = `${variable} in the environment`;
    const name = known.get(variable);
    if (name !== undefined) {
      found.push({ name, text, origin: 'environment', source: where, key: variable, where });
      continue;
    }
    const meant = nearestSetting(variable.slice(start.length));
    if (meant !== null) faults.push(`${where} is not a setting: did you mean ${spell(meant)}?`);
  }
  return found;
}
