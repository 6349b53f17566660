import type { Principal, Resource } from '../authz/acl-types.ts';
import { Authenticated, Everyone } from '../authz/acl-types.ts';
import { ConfigurationError } from '../options/configuration-error.ts';

/** The principals of a request; whether its user is anonymous follows from them. */
export type Principals = readonly Principal[];

/** The kinds of users by their names, in the order of these. */
export type Personas = ReadonlyMap<string, Principals | PersonaOfSample>;

/** Returns the principals of a user for a sample; null if there is no such user for it. */
export type PersonaOfSample = (sample: Resource) => unknown;

/** The id in a principal that was made of a value that was missing. */
const MISSING = /^\w+(@[^:]*)?:(undefined|null|NaN|\[object \w+\])?$/;

/** Whether a request with these principals has no user. */
export function isAnonymous(principals: Principals): boolean {
  return !principals.includes(Authenticated);
}

/**
 * Returns the principals of a request, or what is wrong with those that are given; it follows the
 * name of the persona.
 */
export function readPrincipals(given: unknown): Principals | string {
  if (typeof given === 'string' || !isIterable(given))
    return `has no list of principals, but ${shown(given)}: write ['role:member'], or [] for an anonymous user.`;
  const own = [...given].filter((one) => one !== Everyone && one !== Authenticated);
  const isKnown = [...given].includes(Authenticated) || own.length > 0;
  for (const one of own) {
    if (typeof one !== 'string' || one === '')
      return `has a principal that is ${shown(one)}: write a string such as 'role:member'.`;
    if (MISSING.test(one)) return `has the principal "${one}", which was made of a missing value.`;
  }
  const all = isKnown ? [Everyone, Authenticated, ...(own as Principal[])] : [Everyone];
  return Object.freeze([...new Set(all)]);
}

/**
 * Returns the principals of a persona for the sample of a route; null if there is no such user.
 *
 * @param sample - null for a route without one: then a persona of the sample is not asked
 * @throws ConfigurationError that names the persona and the route
 */
export function principalsFor(
  name: string,
  persona: Principals | PersonaOfSample,
  sample: Resource | null,
  route: string,
): Principals | null {
  if (typeof persona !== 'function') return persona;
  if (sample === null) return null;
  const where = `The persona ${name} for the sample of ${route}`;
  const given = called(persona, sample, where);
  if (given === null) return null;
  const read = readPrincipals(given);
  if (typeof read === 'string') throw new ConfigurationError(`${where} ${read}`);
  if (isAnonymous(read))
    throw new ConfigurationError(
      `${where} has no principals: return null if there is no such user, and write an anonymous user as a list of its own.`,
    );
  return read;
}

function called(persona: PersonaOfSample, sample: Resource, where: string): unknown {
  try {
    return persona(sample);
  } catch (error) {
    throw new ConfigurationError(`${where} failed: ${String(error)}`);
  }
}

function isIterable(value: unknown): value is Iterable<unknown> {
  return Array.isArray(value) || value instanceof Set;
}

function shown(value: unknown): string {
  if (value === undefined || value === null || value === '')
    return value === '' ? "''" : String(value);
  return value instanceof Promise ? 'a promise: await it' : `a ${typeof value}`;
}
