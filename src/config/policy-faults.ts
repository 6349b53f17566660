import type { HeaderPolicy } from '../authn/header.ts';
import type { AuthenticationPolicy } from '../authn/policy.ts';
import type { FetchedKeys } from '../keys/key-source.ts';
import type { Key } from '../keys/key-set.ts';
import { nearest } from '../options/did-you-mean.ts';
import { inWordsOf } from '../options/option-names.ts';
import type { CheckedIssuer } from './issuers/read-issuer.ts';
import { cookieSettingsOf } from './cookie-settings.ts';

/** The checked options on which policies depend. */
interface TokenRules {
  readonly policies: readonly AuthenticationPolicy[];
  /** Empty if they could not be read: nothing is then said about them. */
  readonly keys: readonly Key[];
  /** Null or left out if the keys are not fetched. */
  readonly fetched?: FetchedKeys | null;
  /** In seconds; null for tokens without an end. */
  readonly expiration: number | null;
  /** In seconds; null if it is not checked. */
  readonly maxTokenAge: number | null;
  /** The names of other issuers. Left out if there are none. */
  readonly otherIssuers?: readonly CheckedIssuer[];
  /** Finds more of them; null or left out for none. */
  readonly findIssuer?: unknown;
  /** Left out if the application has keys of its own. */
  readonly hasOwnKeys?: boolean;
}

/**
 * Returns what is wrong with the policies as a set, and with the keys and the lifetime of tokens
 * that they need.
 */
export function policyFaults({
  policies,
  keys,
  fetched = null,
  expiration,
  maxTokenAge,
  otherIssuers = [],
  findIssuer = null,
  hasOwnKeys = true,
}: TokenRules): string[] {
  const cookies = cookieSettingsOf(policies);
  const cannotSign =
    !hasOwnKeys || fetched !== null || (keys.length > 0 && keys[0]?.signingKey === null);
  const faults = twins(cookies.map(({ cookieName }) => cookieName)).map(
    (name) =>
      `policies has two policies for the cookie ${name}, of which the second would never be ` +
      'asked: give one another cookieName.',
  );
  for (const settings of cookies) {
    const { reissueTime } = settings;
    if (reissueTime === null) continue;
    if (expiration !== null && reissueTime >= expiration)
      faults.push(
        inWordsOf(
          settings,
          'reissueTime is not shorter than expiration, so that the cookie expires before it is ' +
            'renewed: shorten reissueTime, or raise expiration.',
        ),
      );
    if (maxTokenAge !== null && reissueTime >= maxTokenAge)
      faults.push(
        inWordsOf(
          settings,
          'reissueTime is not shorter than maxTokenAge, so that the cookie is refused before it is ' +
            'renewed: shorten reissueTime, or raise maxTokenAge.',
        ),
      );
    if (cannotSign)
      faults.push(
        inWordsOf(
          settings,
          'reissueTime needs a key that signs new tokens, and there are only public keys: give ' +
            'privateKey, or leave reissueTime out.',
        ),
      );
  }
  const headers = policies.filter(isHeaderPolicy).flatMap(({ settings }) => fieldsOf(settings));
  const names = otherIssuers.map(({ trusted }) => trusted.name);
  return [
    ...faults,
    ...policies.flatMap((policy) =>
      issuerFaults(policy, findIssuer === null ? names : null, hasOwnKeys),
    ),
    ...twins(headers).map(
      (field) =>
        `policies has two policies for the header ${field}, of which the second would never be ` +
        'asked: leave one out.',
    ),
    ...twins(policies.flatMap(({ parameter = null }) => parameter ?? [])).map(
      (parameter) =>
        `policies has two policies for the parameter ${parameter}, of which the second would ` +
        'never be asked: leave one out.',
    ),
  ];
}

/** A policy that takes tokens of no issuer would refuse all that it finds. */
function issuerFaults(
  { kind, issuers }: AuthenticationPolicy,
  names: readonly string[] | null,
  hasOwnKeys: boolean,
): readonly string[] {
  if (issuers === undefined) return [];
  if (issuers.length === 0 && !hasOwnKeys)
    return [
      `policies has a ${kind} policy for tokens of your own, and no key makes or verifies any: ${kind === 'cookie' ? `write cookiePolicy({ cookieName, issuers: [${(names ?? []).map((name) => `'${name}'`).join(', ')}] })` : 'leave it out'}, or give privateKey.`,
    ];
  if (names === null) return [];
  return issuers
    .filter((name) => !names.includes(name))
    .map((name) => {
      const meant = nearest(name, names);
      const cure = meant === null ? 'add it there.' : `did you mean ${meant}?`;
      return `policies has a ${kind} policy for the issuer ${JSON.stringify(name)}, which is none of issuers: ${cure}`;
    });
}

function isHeaderPolicy(policy: AuthenticationPolicy): policy is HeaderPolicy {
  return policy.kind === 'header' && 'settings' in policy;
}

/** What a header policy reads: the header with each scheme. */
function fieldsOf({ httpHeader, authType }: HeaderPolicy['settings']): readonly string[] {
  const header = httpHeader.toLowerCase();
  // Another header is read without a scheme as well.
  if (header !== 'authorization' || authType.length === 0) return [header];
  return [...new Set(authType.map((scheme) => `${header} (${scheme.toLowerCase()})`))];
}

/** Returns what is in a list more than once. */
function twins(names: readonly string[]): readonly string[] {
  return [...new Set(names.filter((name, index) => names.indexOf(name) !== index))];
}
