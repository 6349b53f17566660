import type { Clock } from '../../base/clock.ts';
import { ownMembers } from '../../base/own-members.ts';
import { keySourceOf } from '../../keys/dated-keys.ts';
import type { Algorithm } from '../../keys/algorithm.ts';
import { algorithmNames, isAlgorithm } from '../../keys/algorithm.ts';
import type { Key } from '../../keys/key-set.ts';
import type { FetchedKeys } from '../../keys/key-source.ts';
import { isFetchedKeys } from '../../keys/key-source.ts';
import { KeyRing } from '../../keys/keyring.ts';
import { resolveKeys } from '../../keys/resolve-keys.ts';
import { untilFaults } from '../../keys/until.ts';
import { collectFaults } from '../../options/configuration-error.ts';
import {
  boolean,
  EMPTY_LIST,
  func,
  isNonEmptyString,
  list,
  OptionReader,
} from '../../options/option-reader.ts';
import type { ExpectedClaim } from '../../token/claim-checks.ts';
import type { TrustedIssuer } from '../../token/trusted-issuer.ts';
import { trustedIssuer } from '../../token/trusted-issuer.ts';
import * as check from '../option-checks.ts';
import type { IssuerOptions } from './issuer-options.ts';
import { issuerOptionNames } from './issuer-options.ts';
import { NO_EXPECT, readExpect } from './read-expect.ts';

/** A checked issuer, and the keys that are there at the start. */
export interface CheckedIssuer {
  readonly trusted: TrustedIssuer & { readonly name: string };
  /** Empty if they are fetched. */
  readonly keys: readonly Key[];
}

/** The name under which the application's own entries are stored. */
const RESERVED_NAME = 'own';
const NAME = /^[a-z0-9-]{1,64}$/;
/** What each access token of RFC 9068 has (§2.1, §2.2). */
const PROFILE = {
  typ: ['at+jwt'],
  claims: ['iss', 'exp', 'aud', 'sub', 'client_id', 'iat', 'jti'],
};
const LEEWAY = 60;

/**
 * Reads one of `issuers`.
 *
 * @param place - what it is called in faults: `'issuers[0]'`
 * @param faults - receives one sentence for each mistake
 * @returns null if there are any
 */
export function readIssuer(
  given: unknown,
  place: string,
  clock: Clock,
  faults: string[],
): CheckedIssuer | null {
  if (!check.isObject(given) || Array.isArray(given)) {
    faults.push(`${place} must be an object such as { name, issuer, keys, audience }.`);
    return null;
  }
  const reader = new OptionReader(given, issuerOptionNames, place);
  const unknown = reader.faults.splice(0);
  const options = ownMembers(given as IssuerOptions);
  const name = reader.read('name', '', nameOf, NO_NAME);
  if (options.name === undefined) reader.faults.push(`name ${NO_NAME}`);
  const algorithms = reader.read<readonly Algorithm[] | null>(
    'algorithms',
    null,
    algorithmsOf,
    `must be a list of ${algorithmNames.join(', ')}.`,
  );
  const source = readSource(options, algorithms, place, clock, reader.faults);
  const trusted: CheckedIssuer['trusted'] = {
    name,
    keys: source.keys,
    fetched: source.fetched,
    ...readRules(reader, options, source.fetched),
    algorithms,
    limits: reader.read('limits', false, boolean, 'must be true or false.'),
    userIdClaim: reader.read(
      'userIdClaim',
      'sub',
      check.userIdClaim,
      "must be the name of a claim without another meaning, such as 'sub' or 'oid'.",
    ),
    logoutAudience: reader.read<readonly string[]>(
      'logoutAudience',
      EMPTY_LIST,
      check.audience,
      'must be your client id at the provider, or a list of them.',
    ),
    mapUser: reader.read<TrustedIssuer['mapUser']>(
      'userId',
      null,
      func,
      'must be a function that returns an own id, or null.',
    ),
  };
  const found = [
    ...unknown,
    ...reader.faults.map((fault) => (fault.startsWith(place) ? fault : `${place}.${fault}`)),
  ];
  faults.push(...found);
  return found.length > 0 ? null : { trusted: trustedIssuer(trusted), keys: source.given };
}

const NO_NAME = `must be of 1 to 64 lower-case letters, digits and "-", and not "${RESERVED_NAME}": it is a part of principals, such as user@auth0:7.`;
const NO_AUDIENCE =
  'must be what the tokens for this application name, or a list of that: the issuer signs for other applications too.';

function readRules(
  reader: OptionReader,
  options: IssuerOptions,
  fetched: FetchedKeys | null,
): Pick<TrustedIssuer, 'rules' | 'accessTypes'> {
  const { audienceClaim, typ, profile } = options;
  if (options.audience === undefined) reader.faults.push(`audience ${NO_AUDIENCE}`);
  const audience = reader.read<readonly string[]>(
    'audience',
    EMPTY_LIST,
    check.audience,
    NO_AUDIENCE,
  );
  const claim = reader.read<string | null>(
    'audienceClaim',
    null,
    check.userIdClaim,
    "must be the name of the claim that names the audience, such as 'client_id'; leave it out for aud.",
  );
  const expect = reader.read<readonly ExpectedClaim[]>('expect', EMPTY_LIST, readExpect, NO_EXPECT);
  const types = reader.read<readonly string[]>(
    'typ',
    EMPTY_LIST,
    check.accessTypes,
    "must be the type of access tokens or a list of them, such as 'at+jwt', and none of session+jwt, refresh+jwt, limited+jwt and ticket+jwt, which are ours.",
  );
  const hasProfile =
    reader.read('profile', null, profileOf, "must be 'at+jwt', or be left out.") !== null;
  const required = reader.read<readonly string[]>(
    'requiredClaims',
    EMPTY_LIST,
    list(isNonEmptyString),
    'must be a list of claim names, such as ["email"].',
  );
  if (profile !== undefined && typ !== undefined)
    reader.faults.push('typ and profile exclude each other: the profile has a typ, leave one out.');
  if (profile !== undefined && audienceClaim !== undefined)
    reader.faults.push('audienceClaim and profile exclude each other: the profile has an aud.');
  const always = hasProfile ? PROFILE.claims : ['exp'];
  return {
    accessTypes: hasProfile ? PROFILE.typ : types,
    rules: Object.freeze({
      leeway: reader.read(
        'leeway',
        LEEWAY,
        check.leeway,
        `must be a duration of at most ${check.MAX_LEEWAY} seconds.`,
      ),
      issuer: readIss(reader, options.issuer, fetched),
      otherIssuers: EMPTY_LIST,
      audience: claim === null ? audience : EMPTY_LIST,
      maxAge: reader.read<number | null>(
        'maxTokenAge',
        null,
        check.positiveDuration,
        "must be a duration above 0, such as '1h'.",
      ),
      required: Object.freeze([...new Set([...always, ...required])]),
      expect: claim === null ? expect : [{ claim, values: audience, isAudience: true }, ...expect],
    }),
  };
}

/** Metadata and tokens name the issuer alike: two that differ are a mistake in one of them. */
function readIss(reader: OptionReader, given: unknown, fetched: FetchedKeys | null): string {
  const named = fetched?.issuer ?? null;
  if (given === undefined && named === null)
    reader.faults.push(
      'issuer is missing: set it to the iss of the tokens, character by character.',
    );
  const issuer = reader.read(
    'issuer',
    named ?? '',
    issuerOf,
    'must be the iss of the tokens, a string of at most 512 characters.',
  );
  if (named !== null && issuer !== named)
    reader.faults.push(
      `issuer is another one than that of remoteKeys, ${JSON.stringify(named)}: leave it out, or fetch by jwksUrl.`,
    );
  return issuer;
}

/** The keys of an issuer, and where more of them come from. */
interface Source {
  readonly keys: TrustedIssuer['keys'];
  readonly fetched: FetchedKeys | null;
  readonly given: readonly Key[];
}

function readSource(
  { keys }: IssuerOptions,
  algorithms: readonly Algorithm[] | null,
  place: string,
  clock: Clock,
  faults: string[],
): Source {
  if (isFetchedKeys(keys)) return { keys, fetched: keys, given: [] };
  const [first = 'RS256'] = algorithms ?? [];
  if (!KeyRing.isKeyRing(keys))
    faults.push('keys must be made by remoteKeys({ issuer }) or keyRing([...]).');
  const given = KeyRing.isKeyRing(keys)
    ? (collectFaults(faults, () => resolveKeys(keys, first, `${place}.`)) ?? [])
    : [];
  const fitting = given.filter(({ algorithm }) => algorithms?.includes(algorithm) !== false);
  if (given.length > 0 && fitting.length === 0)
    faults.push('algorithms has none of the algorithms of keys: add one, or leave it out.');
  faults.push(...untilFaults(given, clock() / 1000, `${place}.keys`));
  return { keys: keySourceOf(given, clock), fetched: null, given };
}

/** Whether a value can be the name of an issuer. */
export function isIssuerName(given: unknown): boolean {
  return typeof given === 'string' && NAME.test(given) && given !== RESERVED_NAME;
}

function nameOf(given: unknown): string | undefined {
  return isIssuerName(given) ? (given as string) : undefined;
}

function issuerOf(given: unknown): string | undefined {
  return isNonEmptyString(given) && given.length <= 512 ? given : undefined;
}

function profileOf(given: unknown): 'at+jwt' | undefined {
  return given === 'at+jwt' ? given : undefined;
}

function algorithmsOf(given: unknown): readonly Algorithm[] | undefined {
  const names = list((name): name is Algorithm => isAlgorithm(name))(given);
  return names === undefined || names.length === 0 ? undefined : names;
}
