import type { RefreshCookie } from '../authn/refresh-cookie.ts';
import { readRefreshCookie } from '../authn/refresh-cookie.ts';
import { headerPolicy } from '../authn/header.ts';
import { isWebOrigin, originFault } from '../authn/origin.ts';
import type { Clock } from '../base/clock.ts';
import { systemClock } from '../base/clock.ts';
import { ownMembers } from '../base/own-members.ts';
import type { AuthenticationPolicy } from '../authn/policy.ts';
import { isAlgorithm } from '../keys/algorithm.ts';
import { unknownAlgorithm } from '../keys/import/import-key.ts';
import type { Key } from '../keys/key-set.ts';
import type { FetchedKeys } from '../keys/key-source.ts';
import { isFetchedKeys } from '../keys/key-source.ts';
import { KeyRing, resolveKeys } from '../keys/keyring.ts';
import { untilFaults } from '../keys/until.ts';
import { collectFaults } from '../options/configuration-error.ts';
import { EMPTY_LIST, func, OptionReader } from '../options/option-reader.ts';
import { writeJson } from '../token/json.ts';
import type { CheckedAudit } from './audit-options.ts';
import { readAuditOptions } from './audit-options.ts';
import type { PublishSettings } from '../security/published.ts';
import type { RefreshSettings } from '../sessions/refresh.ts';
import { isRevocation } from '../sessions/lists.ts';
import { nearestOption } from '../options/synonyms.ts';
import type { CheckedCallback } from './callback-option.ts';
import { readCallback } from './callback-option.ts';
import { readExpiration, readRequiredClaims } from './expiration.ts';
import * as check from './option-checks.ts';
import { KeyFile } from './key-file.ts';
import type { SecurityOptions } from './options.ts';
import { optionNames } from './options.ts';
import { readPublish } from './publish-options.ts';
import { readRefresh } from './refresh-options.ts';
import { fetchedFaults } from './fetched-faults.ts';
import type { FindIssuerOptions } from './issuers/issuer-options.ts';
import type { CheckedIssuer } from './issuers/read-issuer.ts';
import { readIssuers } from './issuers/read-issuers.ts';
import { policyFaults } from './policy-faults.ts';
import { rootFaults } from './root-faults.ts';

/** The checked options, with defaults for those that were left out. Durations are seconds. */
export interface CheckedOptions {
  /** Empty if they are fetched. */
  readonly keys: readonly Key[];
  /** The keys of a provider; null if `keys` has all. */
  readonly fetched: FetchedKeys | null;
  /** Whether the application has keys of its own. */
  readonly hasOwnKeys: boolean;
  /** The others whose tokens are accepted. */
  readonly otherIssuers: readonly CheckedIssuer[];
  /** The file that has the keys; null if none has. */
  readonly keyFile: KeyFile | null;
  /** Finds more of them by the `iss` of a token; null for none. */
  readonly findIssuer: FindIssuerOptions | null;
  /** Null for tokens without an end. */
  readonly expiration: number | null;
  /** Empty if tokens name no audience. */
  readonly audience: readonly string[];
  /** What tokens name and must name; the first is written. Empty if it is not checked. */
  readonly issuers: readonly string[];
  readonly leeway: number;
  readonly typ: readonly string[];
  readonly requiredClaims: readonly string[];
  /** The longest time since `iat`; null if it is not checked. */
  readonly maxTokenAge: number | null;
  /** The claim that names the user. */
  readonly userIdClaim: string;
  readonly maxTokenLength: number;
  /** A power of two, or 0. */
  readonly tokenCacheSize: number;
  readonly policies: readonly AuthenticationPolicy[];
  /** The closed list of permission names; null if any name is allowed. */
  readonly permissions: readonly string[] | null;
  readonly callback: CheckedCallback;
  readonly audit: CheckedAudit;
  readonly refresh: RefreshSettings | null;
  readonly refreshCookie: RefreshCookie | null;
  /** Empty if the application names none. */
  readonly scopes: readonly string[];
  readonly publish: PublishSettings | null;
}

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
  const hasOwnKeys = options.issuers === undefined || OWN_KEYS.some((name) => name in options);
  const keys = isKeyMisspelt(given) || !hasOwnKeys ? [] : readKeys(options, reader.faults);
  const rules = readTokenRules(reader, fetched);
  const policies = reader.read<readonly AuthenticationPolicy[] | null>(
    'policies',
    null,
    check.policies,
    'must be a list of at least one policy, such as [headerPolicy(), cookiePolicy()].',
  ) ?? [headerPolicy()];
  const otherIssuers = readIssuers(
    options,
    { exists: hasOwnKeys, keys, issuers: rules.issuers },
    clockOf(options.clock),
    reader.faults,
  );
  const scopes = reader.read<readonly string[]>('scopes', EMPTY_LIST, check.scopes, NO_SCOPES);
  const checked: CheckedOptions = {
    keys,
    fetched,
    hasOwnKeys,
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

/** The options that are keys; also one that is undefined, as a variable that was not set. */
const OWN_KEYS = ['privateKey', 'publicKey', 'keys'];

/** What a misspelt name of a key or an algorithm leads to is no second fault. */
function isKeyMisspelt(options: object): boolean {
  const names = ['privateKey', 'publicKey', 'keys', 'algorithm'];
  return Object.keys(options).some(
    (name) => !optionNames.includes(name) && names.includes(nearestOption(name, optionNames) ?? ''),
  );
}

function readKeys(
  {
    keys,
    privateKey,
    publicKey,
    algorithm = 'HS512',
  }: Pick<SecurityOptions, 'keys' | 'privateKey' | 'publicKey' | 'algorithm'>,
  faults: string[],
): readonly Key[] {
  if (!isAlgorithm(algorithm)) faults.push(unknownAlgorithm(algorithm));
  else if (keys === undefined)
    return collectFaults(faults, () => resolveKeys({ privateKey, publicKey }, algorithm)) ?? [];
  else if (!KeyRing.isKeyRing(keys) && !isFetchedKeys(keys) && !KeyFile.isKeyFile(keys))
    faults.push('keys must be made by keyRing([...]), keyFile(path) or remoteKeys({ issuer }).');
  else if (privateKey !== undefined || publicKey !== undefined)
    faults.push('keys replaces privateKey and publicKey: move those into the ring.');
  else if (KeyRing.isKeyRing(keys))
    return collectFaults(faults, () => resolveKeys(keys, algorithm)) ?? [];
  else if (KeyFile.isKeyFile(keys)) return collectFaults(faults, () => keys.read()) ?? [];
  return [];
}

type TokenRules = Pick<
  CheckedOptions,
  | 'audience'
  | 'issuers'
  | 'leeway'
  | 'typ'
  | 'maxTokenAge'
  | 'userIdClaim'
  | 'maxTokenLength'
  | 'tokenCacheSize'
>;

function readTokenRules(reader: OptionReader, fetched: FetchedKeys | null): TokenRules {
  const { TOKEN_LENGTH, CACHE_SIZE } = check;
  return {
    audience: reader.read<readonly string[]>(
      'audience',
      EMPTY_LIST,
      check.audience,
      'must be a non-empty string or a list of them: set it, or leave it out if tokens name none.',
    ),
    issuers: reader.read<readonly string[]>(
      'issuer',
      fetched !== null && fetched.issuer !== null ? Object.freeze([fetched.issuer]) : EMPTY_LIST,
      check.audience,
      'must be a non-empty string or a list of them: set it, or leave it out.',
    ),
    typ: reader.read<readonly string[]>(
      'typ',
      EMPTY_LIST,
      check.accessTypes,
      "must be the type of access tokens or a list of them, such as 'at+jwt', and none of session+jwt, refresh+jwt, limited+jwt and ticket+jwt, which are kinds of their own.",
    ),
    leeway: reader.read(
      'leeway',
      0,
      check.leeway,
      `must be a duration of at most ${check.MAX_LEEWAY} seconds: let NTP set the clocks instead.`,
    ),
    maxTokenAge: reader.read<number | null>(
      'maxTokenAge',
      null,
      check.positiveDuration,
      "must be a duration above 0, such as '1h'.",
    ),
    userIdClaim: reader.read(
      'userIdClaim',
      'sub',
      check.userIdClaim,
      "must be the name of a claim without another meaning, such as 'sub' or 'email'.",
    ),
    maxTokenLength: reader.read(
      'maxTokenLength',
      TOKEN_LENGTH.default,
      check.tokenLength,
      `must be a whole number of characters from ${TOKEN_LENGTH.min} to ${TOKEN_LENGTH.max}.`,
    ),
    tokenCacheSize: reader.read(
      'tokenCacheSize',
      CACHE_SIZE.default,
      check.cacheSize,
      `must be a whole number of tokens from 0 (no cache) to ${CACHE_SIZE.max}.`,
    ),
  };
}

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
