import { ConfigurationError } from '../../options/configuration-error.ts';

const LONGEST = 255;

/**
 * The name by which tokens select a key (RFC 7515 §4.1.4): the one given, else the one that a JWK among the inputs brings.
 *
 * @throws ConfigurationError when it is not a string of 1 to 255 characters without control characters, or when two differ
 */
export function importKid(given: unknown, inputs: readonly unknown[], name: string): string | null {
  const names = [given, ...inputs.map(kidOf)].filter((kid) => kid !== undefined);
  for (const kid of names) {
    if (!isKid(kid))
      throw new ConfigurationError(
        `${name} has a kid that is not a string of 1 to ${LONGEST} printable characters: rename it`,
      );
  }
  const [kid = null, ...others] = names as string[];
  if (others.some((other) => other !== kid))
    throw new ConfigurationError(`${name} has two different kids: give one`);
  return kid;
}

/** Lone surrogates have no UTF-8 and would not come back from a token as they were. */
function isKid(kid: unknown): boolean {
  return (
    typeof kid === 'string' && kid !== '' && kid.length <= LONGEST && !/[\p{Cc}\p{Cs}]/u.test(kid)
  );
}

/** Only a JWK has a kid of its own; a `KeyObject` or a `CryptoKey` has no such member. */
function kidOf(input: unknown): unknown {
  return typeof input === 'object' && input !== null && Object.hasOwn(input, 'kid')
    ? (input as { kid: unknown }).kid
    : undefined;
}
