import type { KeyObject, webcrypto } from 'node:crypto';
import type { KeyText } from './key-text.ts';

/**
 * A JSON Web Key (RFC 7517 §4, RFC 7518 §6, RFC 8037 §2) as a plain object. Which members are
 * required depends on `kty`.
 */
export interface Jwk {
  readonly kty?: string | undefined;
  readonly kid?: string | undefined;
  readonly alg?: string | undefined;
  readonly use?: string | undefined;
  readonly key_ops?: readonly string[] | undefined;
  readonly ext?: boolean | undefined;
  readonly crv?: string | undefined;
  readonly x?: string | undefined;
  readonly y?: string | undefined;
  readonly n?: string | undefined;
  readonly e?: string | undefined;
  readonly k?: string | undefined;
  readonly d?: string | undefined;
  readonly p?: string | undefined;
  readonly q?: string | undefined;
  readonly dp?: string | undefined;
  readonly dq?: string | undefined;
  readonly qi?: string | undefined;
  readonly oth?: readonly unknown[] | undefined;
  readonly x5c?: readonly string[] | undefined;
  readonly x5t?: string | undefined;
  readonly x5u?: string | undefined;
  readonly 'x5t#S256'?: string | undefined;
}

/**
 * Every form in which an application can pass a key. A secret is a string (its UTF-8 bytes count)
 * or bytes; a key of a pair is PEM (PKCS#8, PKCS#1, SEC1, SPKI) as a string or bytes. Either can
 * also be a JWK, a `KeyObject`, a `CryptoKey`, or what `loadSettings` read.
 */
export type KeyInput = string | Uint8Array | Jwk | KeyObject | webcrypto.CryptoKey | KeyText;

/** Which key of a pair is meant. */
export type KeyType = 'private' | 'public';
