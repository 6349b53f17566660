import { writableNames } from './setting-definitions.ts';
import type { RawSetting } from './raw-setting.ts';
import { unknownSetting } from './raw-setting.ts';

/** Variables by name, as in `process.env`. */
export type Environment = Readonly<Record<string, string | undefined>>;

/**
 * Finds the settings of an environment: the variables that begin with the prefix in capitals and an underscore.
 *
 * @param prefix - `'jwt'` for `JWT_EXPIRATION`
 * @param faults - takes a sentence for every such variable that is no setting
 */
export function readEnvironment(env: Environment, prefix: string, faults: string[]): RawSetting[] {
  const spell = (name: string): string => `${prefix}_${name}`.toUpperCase();
  const known = new Map(writableNames.map((name) => [spell(name), name]));
  const found: RawSetting[] = [];
  for (const [variable, text] of Object.entries(env)) {
    if (text === undefined || !variable.startsWith(spell(''))) continue;
    const where = `${variable} in the environment`;
    const name = known.get(variable);
    if (name === undefined)
      faults.push(unknownSetting(variable.slice(spell('').length), where, spell));
    else found.push({ name, text, origin: 'environment', source: where, where });
  }
  return found;
}
