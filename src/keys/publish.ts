import { publicJwk } from './import/public-jwk.ts';
import type { Jwk } from './import/key-input.ts';
import type { Key } from './key-set.ts';

/** A JWK Set (RFC 7517 §5). */
export interface JwkSet {
  readonly keys: readonly Jwk[];
}

/** Returns the public keys of pairs, with which others verify tokens. No secret is among them. */
export function publish(keys: readonly Key[]): JwkSet {
  const pairs = keys.filter(({ verifyingKey }) => verifyingKey.type === 'public');
  return Object.freeze({ keys: Object.freeze(pairs.map(publicHalf)) });
}

function publicHalf({ verifyingKey, kid, algorithm }: Key): Jwk {
  const members = publicJwk(verifyingKey.export({ format: 'jwk' }) as Jwk);
  const given = Object.entries(members).filter(([, value]) => value !== undefined);
  const named = kid === null ? {} : { kid };
  return Object.freeze({ ...Object.fromEntries(given), ...named, alg: algorithm, use: 'sig' });
}
