import type { Clock } from '../../base/clock.ts';
import type { Key } from '../../keys/key-set.ts';
import type { CheckedIssuer } from './read-issuer.ts';
import { readIssuer } from './read-issuer.ts';

/** What is known of the application itself as an issuer. */
export interface OwnIssuer {
  /** Whether it has keys. */
  readonly exists: boolean;
  readonly keys: readonly Key[];
  /** What its tokens name; empty if that is not checked. */
  readonly issuers: readonly string[];
}

/** Options that say something of own tokens: without an own key they would have no effect. */
const OF_OWN_TOKENS = [
  'algorithm',
  'expiration',
  'audience',
  'issuer',
  'leeway',
  'typ',
  'defaultClaims',
  'requiredClaims',
  'maxTokenAge',
  'userIdClaim',
  'jsonReplacer',
  'refresh',
];

/**
 * Reads the option `issuers`.
 *
 * @param options - all options of `createSecurity`
 * @param faults - receives one sentence for each mistake
 */
export function readIssuers(
  options: { readonly issuers?: unknown },
  own: OwnIssuer,
  clock: Clock,
  faults: string[],
): readonly CheckedIssuer[] {
  const { issuers: given } = options;
  if (given === undefined) return [];
  if (typeof given === 'function') {
    faults.push(...ownFaults(options, own));
    return [];
  }
  if (!Array.isArray(given) || given.length === 0) {
    faults.push(
      'issuers must be a list of at least one issuer, [{ name, issuer, keys, audience }], or a function.',
    );
    return [];
  }
  const read = [...given].map((one, at) => readIssuer(one, `issuers[${at}]`, clock, faults));
  const issuers = read.filter((one) => one !== null);
  faults.push(...ownFaults(options, own), ...twinFaults(read, own), ...sharedKeyFaults(read, own));
  return issuers;
}

function ownFaults(options: object, { exists, issuers }: OwnIssuer): readonly string[] {
  if (exists)
    return issuers.length > 0
      ? []
      : ['issuer is missing: beside issuers, set what your own tokens name as theirs (iss).'];
  return OF_OWN_TOKENS.filter((name) => Object.hasOwn(options, name))
    .filter((name) => (options as Record<string, unknown>)[name] !== undefined)
    .map(
      (name) =>
        `${name} is for tokens of your own, and no key makes or verifies any: write it in issuers, or leave it out.`,
    );
}

/** Two of one name would share their users, and of two of one issuer only one would be asked. */
function twinFaults(read: readonly (CheckedIssuer | null)[], own: OwnIssuer): readonly string[] {
  return read.flatMap((one, at) => {
    if (one === null) return [];
    const { name, rules } = one.trusted;
    const before = read.slice(0, at).filter((other) => other !== null);
    const faults: string[] = [];
    if (before.some(({ trusted }) => trusted.name === name))
      faults.push(`issuers[${at}].name is that of another issuer: give each its own.`);
    if (before.some(({ trusted }) => trusted.rules.issuer === rules.issuer))
      faults.push(`issuers[${at}].issuer is that of another of issuers: leave one of them out.`);
    if (own.issuers.includes(rules.issuer as string))
      faults.push(`issuers[${at}].issuer is also your own (issuer): the two must differ.`);
    return faults;
  });
}

/** Who has a key that verifies own tokens could make them, in the name of any user. */
export function sharedKeyFaults(
  read: readonly (CheckedIssuer | null)[],
  own: Pick<OwnIssuer, 'keys'>,
): readonly string[] {
  return read.flatMap((one, at) => {
    const isShared = one?.keys.some(({ verifyingKey }) =>
      own.keys.some((key) => key.verifyingKey.equals(verifyingKey)),
    );
    return isShared === true
      ? [
          `issuers[${at}].keys has a key of your own: another issuer could make your tokens. Give each its own.`,
        ]
      : [];
  });
}
