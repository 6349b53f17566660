import { readRefreshCookie } from '../authn/refresh-cookie.ts';
import { headerPolicy } from '../authn/header.ts';
import { isWebOrigin, originFault } from '../authn/origin.ts';
import type { Clock } from '../base/clock.ts';
import { systemClock } from '../base/clock.ts';
import { ownMembers } from '../base/own-members.ts';
import type { AuthenticationPolicy } from '../authn/policy.ts';
import { isFetchedKeys } from '../keys/key-source.ts';
import { untilFaults } from '../keys/until.ts';
import { EMPTY_LIST, func, OptionReader } from '../options/option-reader.ts';
import { writeJson } from '../token/json.ts';
import { readAuditOptions } from './audit-options.ts';
import { isRevocation } from '../sessions/lists.ts';
import { readCallback } from './callback-option.ts';
import { readExpiration, readRequiredClaims } from './expiration.ts';
import * as check from './option-checks.ts';
import { KeyFile } from './key-file.ts';
import type { SecurityOptions } from './options.ts';
import { optionNames } from './options.ts';
import { readPublish } from './publish-options.ts';
import { readRefresh } from './refresh-options.ts';
import { fetchedFaults } from './fetched-faults.ts';
import { readIssuers } from './issuers/read-issuers.ts';
import { policyFaults } from './policy-faults.ts';
import { rootFaults } from './root-faults.ts';
import type { CheckedOptions } from './checked-options.ts';
import { hasOwnKeys, isKeyMisspelt, readOwnKeys } from './own-keys.ts';
import { readTokenRules } from './token-rules.ts';

/**
 * Checks all options together, so that every fault is reported when the application starts.
 *
 * @throws ConfigurationError `options_invalid` naming every fault with its cure
 */
export function checkOptions<C, P extends string, I>(
  given: SecurityOptions<C, P, I>,
): CheckedOptions {
  const reader = new OptionReader(given, optionNames, 'createSecurity');
  const options = ownMembers(given);
  const fetched = isFetchedKeys(options.keys) ? options.keys : null;
  const hasOwn = hasOwnKeys(options);
  const keys = isKeyMisspelt(given) || !hasOwn ? [] : readOwnKeys(options, reader.faults);
  const rules = readTokenRules(reader, fetched);
  const policies = reader.read<readonly AuthenticationPolicy[] | null>(
    'policies',
    null,
    check.policies,
    'must be a list of at least one policy, such as [headerPolicy(), cookiePolicy()].',
  ) ?? [headerPolicy()];
  const otherIssuers = readIssuers(
    options,
    { exists: hasOwn, keys, issuers: rules.issuers },
    clockOf(options.clock),
    reader.faults,
  );
  const scopes = reader.read<readonly string[]>('scopes', EMPTY_LIST, check.scopes, NO_SCOPES);
  const checked: CheckedOptions = {
    keys,
    fetched,
    hasOwnKeys: hasOwn,
    findIssuer: typeof options.issuers === 'function' ? options.issuers : null,
    otherIssuers,
    keyFile: KeyFile.isKeyFile(options.keys) ? options.keys : null,
    policies: Object.freeze(policies),
    expiration: readExpiration(reader, options, keys, policies),
    requiredClaims: readRequiredClaims(reader, options, keys),
    ...rules,
    permissions: reader.read<readonly string[] | null>(
      'permissions',
      null,
      check.permissions,
      'must be a list of permission names: at least one, not empty, each written once.',
    ),
    callback: readCallback(options.callback, reader.faults),
    audit: readAuditOptions(options.audit, reader.faults),
    refresh: readRefresh(options.refresh, reader.faults),
    refreshCookie: readRefreshCookie(ownMembers(options.refresh).cookie, reader.faults),
    scopes,
    publish: readPublish(
      options.publish,
      {
        issuers: [
          ...(fetched === null ? [] : rules.issuers),
          ...otherIssuers.flatMap(({ trusted }) => trusted.rules.issuer ?? []),
        ],
        scopes,
        policies,
        keys,
      },
      reader.faults,
    ),
  };
  if (keys.some(({ until }) => until !== undefined))
    reader.faults.push(...untilFaults(keys, clockOf(options.clock)() / 1000));
  reader.faults.push(...policyFaults(checked), ...rootFaults(options.root, checked.permissions));
  if (checked.refresh !== null && options.revocation === undefined)
    reader.faults.push(
      'refresh needs revocation, whose store keeps the sessions: set denylist(store), or leave it out.',
    );
  reader.faults.push(...fetchedFaults(checked, options));
  checkUnread(reader);
  checkDefaultClaims(options, reader.faults);
  checkOrigins(options.origin, reader.faults);
  reader.throwFaults();
  return Object.freeze(checked);
}

const NO_SCOPES =
  "must be a list of scopes such as ['read', 'write']: at least one, each written once, without spaces, quotes and backslashes, and without scope: in front.";

/** What is wrong with the clock is another fault. */
function clockOf(clock: unknown): Clock {
  return check.clock(clock) === undefined ? systemClock : (clock as Clock);
}

/** Checks the options whose values are used as they are. */
function checkUnread(reader: OptionReader): void {
  const rules: readonly (readonly [
    names: readonly string[],
    read: (given: unknown) => unknown,
    fault: string,
  ])[] = [
    [
      ['defaultClaims'],
      check.defaultClaims,
      'must be a plain object of claims, without __proto__ and without those that the library writes (sub, exp, iat, aud, jti, and of a session sid, lim, act, cookie_domains, cookie_persistent and session_lifetime).',
    ],
    [['claims'], check.standardSchema, 'must be a Standard Schema: of zod, valibot or arktype.'],
    [['root'], check.objectOrFunction, 'must be a resource or a function that returns one.'],
    [['userPrincipal', 'jsonReplacer'], func, 'must be a function.'],
    [
      ['clock'],
      check.clock,
      'must be a function that returns milliseconds since 1970 as a number, like Date.now.',
    ],
    [
      ['revocation'],
      (given) => (isRevocation(given) ? given : undefined),
      'must be made by denylist(store) or allowlist(store).',
    ],
    [['logger'], check.logger, 'must have the methods warn and error, like pino and console.'],
  ];
  for (const [names, read, fault] of rules)
    for (const name of names) reader.read<unknown>(name, null, read, fault);
}

/** What JSON cannot express would make every login fail. A `jsonReplacer` may express it. */
function checkDefaultClaims(
  { defaultClaims, jsonReplacer }: Pick<SecurityOptions, 'defaultClaims' | 'jsonReplacer'>,
  faults: string[],
): void {
  if (jsonReplacer !== undefined || check.defaultClaims(defaultClaims) === undefined) return;
  try {
    writeJson(defaultClaims as object, null);
  } catch (error) {
    faults.push(`defaultClaims cannot be written as JSON: ${(error as Error).message}.`);
  }
}

function checkOrigins(origin: unknown, faults: string[]): void {
  if (origin === undefined || typeof origin === 'function') return;
  const given: readonly unknown[] = Array.isArray(origin) ? origin : [origin];
  if (given.length === 0) faults.push('origin is an empty list: write "https://app.example.com".');
  const wrong = given.filter((one) => !isWebOrigin(one));
  faults.push(...new Set(wrong.map((one) => `${originFault('origin', one)}.`)));
}
