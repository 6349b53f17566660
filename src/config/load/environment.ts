import { synonym } from '../../options/synonyms.ts';
import { nearestSetting, ownName, settingNames } from './setting-definitions.ts';
import type { RawSetting } from './setting-value.ts';

/** Variables by name, as in `process.env`. */
export type Environment = Readonly<Record<string, string | undefined>>;

/** Names that Kubernetes gives to the variables of a service, such as `JWT_ISSUER_PORT_80_TCP`. */
const SERVICE_LINK =
  /(?:^|_)(?:SERVICE_HOST|SERVICE_PORT(?:_\w+)?|PORT(?:_\d+_(?:TCP|UDP|SCTP)(?:_(?:ADDR|PORT|PROTO))?)?)$/;

/**
 * Finds the settings among the variables of an environment: `JWT_EXPIRATION` for `expiration`.
 *
 * An unknown variable is a fault only if its name is near a known one. Others also write variables
 * with our prefix: Kubernetes does for a service called jwt or jwt-issuer, and an application may
 * read `JWT_SECRET` itself beside a setting that has our key.
 *
 * @param prefix - what the names begin with, in any case and without the underscore: `'jwt'`
 * @param others - the names of settings that another source has
 * @param faults - receives one sentence for each misspelt variable
 */
export function readEnvironment(
  env: Environment,
  prefix: string,
  others: readonly string[],
  faults: string[],
): RawSetting[] {
  const start = `${prefix}_`.toUpperCase();
  const spell = (name: string): string => start + name.toUpperCase();
  const known = new Map(settingNames.map((name) => [spell(name), name]));
  const found: RawSetting[] = [];
  const doubtful: { readonly meant: string; readonly fault: string }[] = [];
  for (const [variable, text] of Object.entries(env)) {
    if (text === undefined || !variable.toUpperCase().startsWith(start)) continue;
    const where = `${variable} in the environment`;
    const name = known.get(variable);
    if (name !== undefined) {
      found.push({ name, text, origin: 'environment', source: where, key: variable, where });
      continue;
    }
    const rest = variable.slice(start.length);
    if (SERVICE_LINK.test(rest)) continue;
    // Lower case is how other programs write variables of their own, unless it is our very name.
    const isOurs = variable.startsWith(start);
    const meant = isOurs ? nearestSetting(rest) : (known.get(variable.toUpperCase()) ?? null);
    if (meant === null) continue;
    const fault = `${where} is not a setting: did you mean ${spell(meant)}?`;
    if (synonym(rest, settingNames) === null) faults.push(fault);
    else doubtful.push({ meant, fault });
  }
  const set = [...others, ...found.map(({ name }) => name)].map(ownName);
  for (const { meant, fault } of doubtful) if (!set.includes(ownName(meant))) faults.push(fault);
  return found;
}
