import { ConfigurationError } from '../../options/configuration-error.ts';

const MAX_LENGTH = 255;

/**
 * The name by which tokens select a key (RFC 7515 §4.1.4): the given one, else that of a JWK among
 * the inputs; null if there is none.
 *
 * @param name - what error messages call the key
 * @throws ConfigurationError if a kid is not a string of 1 to 255 characters without control
 *   characters, or if two of them differ
 */
export function importKid(given: unknown, inputs: readonly unknown[], name: string): string | null {
  const kids = [given, ...inputs.map(kidOf)].filter((kid) => kid !== undefined);
  if (!kids.every(isKid))
    throw new ConfigurationError(
      `${name} has a kid that is not a string of 1 to ${MAX_LENGTH} printable characters: rename it`,
    );
  const [kid = null, ...others] = kids;
  if (others.some((other) => other !== kid))
    throw new ConfigurationError(`${name} has two different kids: give one`);
  return kid;
}

/** Lone surrogates have no UTF-8 form, so a token would not return them unchanged. */
function isKid(kid: unknown): kid is string {
  if (typeof kid !== 'string' || kid === '' || kid.length > MAX_LENGTH) return false;
  return !/[\p{Cc}\p{Cs}]/u.test(kid);
}

/** Only a JWK has its own kid; a `KeyObject` or a `CryptoKey` has no such member. */
function kidOf(input: unknown): unknown {
  return typeof input === 'object' && input !== null && Object.hasOwn(input, 'kid')
    ? (input as { kid: unknown }).kid
    : undefined;
}
