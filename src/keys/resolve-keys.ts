import { ownMembers } from '../base/own-members.ts';
import { collectFaults, ConfigurationError, throwIfAny } from '../options/configuration-error.ts';
import { unknownOptions } from '../options/did-you-mean.ts';
import { nearestOption } from '../options/synonyms.ts';
import type { Algorithm } from './algorithm.ts';
import { isAlgorithm } from './algorithm.ts';
import { importKey, unknownAlgorithm } from './import/import-key.ts';
import type { Jwk } from './import/key-input.ts';
import { unpackJson } from './import/unpack.ts';
import { withKeyOfX5c } from './import/x5c.ts';
import type { Key } from './key-set.ts';
import { withoutUnusable } from './published-set.ts';
import { readUntil } from './until.ts';
import type { NamedKey } from './keyring.ts';
import { KeyRing } from './keyring.ts';
import { ringFaults } from './ring-faults.ts';

const NAMED_KEY = Object.keys({
  kid: true,
  algorithm: true,
  privateKey: true,
  publicKey: true,
  until: true,
  readX5c: true,
} satisfies Record<keyof NamedKey, true>);

/**
 * Imports the keys of one issuer, the signing key first.
 *
 * @param source - a ring, or the two options
 * @param defaultAlgorithm - for an entry that does not say its own
 * @param place - what precedes the names in error messages: `'issuers[1].'`
 * @throws ConfigurationError with the faults of all keys
 */
export function resolveKeys(
  source: KeyRing | Pick<NamedKey, 'privateKey' | 'publicKey'>,
  defaultAlgorithm: Algorithm,
  place = '',
): readonly Key[] {
  if (!KeyRing.isKeyRing(source)) {
    const { privateKey, publicKey } = source;
    const names = { name: `${place}privateKey`, publicName: `${place}publicKey` };
    return Object.freeze([
      importKey({ algorithm: defaultAlgorithm, privateKey, publicKey, ...names }),
    ]);
  }
  const faults: string[] = [];
  const entries = KeyRing.entriesOf(source);
  const keys = withoutUnusable(entries).map((entry) =>
    importEntry(entry, defaultAlgorithm, `${place}keys[${entries.indexOf(entry)}]`, faults),
  );
  faults.push(...ringFaults(keys, `${place}keys`));
  throwIfAny(faults);
  return Object.freeze(keys as Key[]);
}

function importEntry(
  entry: unknown,
  defaultAlgorithm: Algorithm,
  name: string,
  faults: string[],
): Key | null {
  if (typeof entry !== 'object' || entry === null) {
    faults.push(`${name} is not an entry of a ring: give { kid, privateKey } or a JWK`);
    return null;
  }
  const isJwk = Object.hasOwn(entry, 'kty');
  const unknown = isJwk ? [] : unknownOptions(entry, NAMED_KEY, name, nearestOption);
  faults.push(...unknown);
  // A key that is missing because its name is misspelt is not a second fault.
  if (unknown.length > 0) return null;
  const named = isJwk ? asNamedKey(entry as Jwk) : withParsedKeys(entry as NamedKey);
  const algorithm =
    named.algorithm ?? algOf(named.privateKey) ?? algOf(named.publicKey) ?? defaultAlgorithm;
  if (!isAlgorithm(algorithm)) {
    faults.push(`${name}: ${unknownAlgorithm(algorithm)}`);
    return null;
  }
  const names = isJwk
    ? { name, publicName: name }
    : { name: `${name}.privateKey`, publicName: `${name}.publicKey` };
  return collectFaults(faults, () => {
    const { kid, privateKey } = named;
    const until = untilOf(entry, isJwk, name);
    const publicKey = publicKeyOf(named, names.publicName);
    const key = importKey({ algorithm, kid, privateKey, publicKey, ...names });
    return until === undefined ? key : Object.freeze({ ...key, until });
  });
}

function untilOf(entry: object, isJwk: boolean, name: string): number | undefined {
  const { until } = entry as NamedKey;
  if (until === undefined) return undefined;
  if (!isJwk) return readUntil(until, `${name}.until`);
  throw new ConfigurationError(
    `${name}.until is no member of a JWK: write { publicKey: jwk, until: "2027-01-31" }`,
  );
}

function publicKeyOf(
  { publicKey, readX5c = false }: NamedKey,
  name: string,
): NamedKey['publicKey'] {
  if (typeof readX5c !== 'boolean')
    throw new ConfigurationError(
      `${name.replace('publicKey', 'readX5c')} is not a boolean: write true or false`,
    );
  return readX5c ? withKeyOfX5c(publicKey, name) : publicKey;
}

/** A JWK in JSON says its algorithm as well as one that was parsed. */
function withParsedKeys(named: NamedKey): NamedKey {
  const { privateKey, publicKey } = named;
  return ownMembers({
    ...named,
    privateKey: unpackJson(privateKey),
    publicKey: unpackJson(publicKey),
  });
}

function asNamedKey(jwk: Jwk): NamedKey {
  return jwk.kty === 'oct' || Object.hasOwn(jwk, 'd') ? { privateKey: jwk } : { publicKey: jwk };
}

function algOf(input: unknown): unknown {
  return typeof input === 'object' && input !== null && Object.hasOwn(input, 'alg')
    ? (input as Jwk).alg
    : undefined;
}
