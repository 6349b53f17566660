import { isAlgorithm } from '../keys/algorithm.ts';
import { unknownAlgorithm } from '../keys/import/import-key.ts';
import type { Key } from '../keys/key-set.ts';
import { isFetchedKeys } from '../keys/key-source.ts';
import { KeyRing } from '../keys/keyring.ts';
import { resolveKeys } from '../keys/resolve-keys.ts';
import { collectFaults } from '../options/configuration-error.ts';
import { nearestOption } from '../options/synonyms.ts';
import { KeyFile } from './key-file.ts';
import type { SecurityOptions } from './options.ts';
import { optionNames } from './options.ts';

/** The options that are keys; also one that is undefined, as a variable that was not set. */
const OWN_KEYS = ['privateKey', 'publicKey', 'keys'];

/** Whether the application has keys of its own, and not only those of `issuers`. */
export function hasOwnKeys(options: { readonly issuers?: unknown }): boolean {
  return options.issuers === undefined || OWN_KEYS.some((name) => name in options);
}

/** What a misspelt name of a key or an algorithm leads to is no second fault. */
export function isKeyMisspelt(options: object): boolean {
  const names = ['privateKey', 'publicKey', 'keys', 'algorithm'];
  return Object.keys(options).some(
    (name) => !optionNames.includes(name) && names.includes(nearestOption(name, optionNames) ?? ''),
  );
}

/**
 * Reads the keys of the application, the signing key first.
 *
 * @param faults - receives one sentence for each mistake
 * @returns an empty list if there are mistakes, or if the keys are fetched
 */
export function readOwnKeys(
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
