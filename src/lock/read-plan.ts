import type { Resource } from '../authz/acl-types.ts';
import { Everyone } from '../authz/acl-types.ts';
import { isPromise } from '../base/maybe-promise.ts';
import { ownMembers } from '../base/own-members.ts';
import { collectFaults, throwIfAny } from '../options/configuration-error.ts';
import { unknownOptions } from '../options/did-you-mean.ts';
import { wiringOf } from '../security/internals.ts';
import type { LockPlan } from './lock-plan.ts';
import type { PersonaOfSample, Principals } from './personas.ts';
import { isAnonymous, readPrincipals } from './personas.ts';

const OPTIONS = ['as', 'samples', 'root', 'unguarded'];
const ANONYMOUS = 'anonymous';

/** @throws ConfigurationError `options_invalid` with all that is wrong */
export function readPlan(security: unknown, options: unknown): Omit<LockPlan, 'app'> {
  const faults = unknownOptions(options, OPTIONS, 'lock');
  const given: Readonly<Record<string, unknown>> = ownMembers(options as object) as never;
  const plan = {
    security: security as object | null,
    personas: readPersonas(given['as'], faults),
    samples: readSamples(given['samples'] ?? {}, faults),
    root: given['root'] === undefined ? null : (given['root'] as Resource),
    unguarded: readUnguarded(given['unguarded'] ?? [], faults),
  };
  if ('root' in given && !isResource(given['root']))
    faults.push(`root of lock must be a resource, and it is ${shown(given['root'])}.`);
  if (security !== null) collectFaults(faults, () => wiringOf(security));
  throwIfAny(faults);
  return plan;
}

function readPersonas(as: unknown, faults: string[]): LockPlan['personas'] {
  const personas = new Map<string, Principals | PersonaOfSample>();
  if (typeof as !== 'object' || as === null) {
    faults.push("as of lock must name the users to ask about: { member: ['role:member'] }.");
    return personas;
  }
  for (const [name, given] of Object.entries(as)) {
    if (!/^[\p{L}\p{N}][\p{L}\p{N} _./-]*$/u.test(name) || name !== name.trim())
      faults.push(`as of lock has the name ${JSON.stringify(name)}: use letters, digits, - and _.`);
    const read = typeof given === 'function' ? (given as PersonaOfSample) : readPrincipals(given);
    if (typeof read === 'string') faults.push(`The persona ${name} ${read}`);
    else personas.set(name, read);
  }
  const hasAnonymous = [...personas.values()].some(
    (one) => typeof one !== 'function' && isAnonymous(one),
  );
  if (!hasAnonymous && personas.has(ANONYMOUS))
    faults.push(
      `The persona ${ANONYMOUS} has principals: write ${ANONYMOUS}: [], or leave it out.`,
    );
  if (!hasAnonymous) personas.set(ANONYMOUS, [Everyone]);
  return new Map([...personas].sort(([one], [other]) => (one < other ? -1 : 1)));
}

function readSamples(samples: unknown, faults: string[]): LockPlan['samples'] {
  const read = new Map<string, readonly Resource[]>();
  if (typeof samples !== 'object' || samples === null) {
    faults.push("samples of lock must be an object: { '/reports/:id': report }.");
    return read;
  }
  for (const [key, given] of Object.entries(samples)) {
    const all: readonly unknown[] = Array.isArray(given) ? given : [given];
    const wrong = all.find((one) => !isResource(one));
    if (all.length === 0 || all.some((one) => !isResource(one)))
      faults.push(
        `The sample of ${key} is ${all.length === 0 ? 'an empty list' : shown(wrong)}: write a resource as the guard would find it.`,
      );
    read.set(key, all as readonly Resource[]);
  }
  return read;
}

function readUnguarded(unguarded: unknown, faults: string[]): readonly string[] {
  if (Array.isArray(unguarded) && unguarded.every((one) => typeof one === 'string'))
    return Object.freeze([...(unguarded as string[])]);
  faults.push("unguarded of lock must be a list of routes: ['GET /docs'].");
  return [];
}

function isResource(value: unknown): boolean {
  return typeof value === 'object' && value !== null && !isPromise(value) && !Array.isArray(value);
}

function shown(value: unknown): string {
  if (isPromise(value)) return 'a promise (await it)';
  if (value === null || value === undefined) return String(value);
  return Array.isArray(value) ? 'a list' : `a ${typeof value}`;
}
