import { Buffer } from 'node:buffer';
import type { KeyObject } from 'node:crypto';
import { sign, timingSafeEqual, verify } from 'node:crypto';
import type { AlgorithmRow } from '../../keys/algorithm.ts';
import { algorithmRow } from '../../keys/algorithm.ts';
import type { Key } from '../../keys/key-set.ts';
import { RsaPss } from '../../keys/rsa-pss.ts';
import { decodeBase64url, isCanonicalBase64url } from '../segment.ts';
import { fromDer, toDer } from './ecdsa-der.ts';
import { Hmac } from './hmac.ts';
import type { HashName } from './one-shot-hmac.ts';

/** A key that signs and verifies the text `header.payload`. It reads no claim. */
export interface JwsKey {
  /** Whether the characters after `dot` are the canonical signature of those before it. */
  verify(token: string, dot: number): boolean;
  /** The signature of a text, in base64url; only for a key that can sign. */
  sign(input: string): string;
}

/** Prepares a key: does everything that need not be done for each token. */
export function prepareKey(key: Key): JwsKey {
  const row = algorithmRow(key.algorithm);
  return row.family === 'hmac' ? new HmacKey(key, row) : new AsymmetricKey(key, row);
}

/** One key that verifies what any of several verifies. The first signs. */
export function anyOf(keys: readonly JwsKey[]): JwsKey {
  const [only, ...others] = keys as [JwsKey, ...JwsKey[]];
  if (others.length === 0) return only;
  return {
    verify: (token, dot) => keys.some((key) => key.verify(token, dot)),
    sign: (input) => only.sign(input),
  };
}

class HmacKey implements JwsKey {
  readonly #hmac: Hmac;
  /** Characters of every signature. */
  readonly #length: number;
  readonly #expected: Buffer;
  readonly #given: Buffer;
  #lastWasInvalid = false;

  constructor(key: Key, row: AlgorithmRow) {
    this.#hmac = new Hmac(row.hash as HashName, key.verifyingKey);
    this.#length = Math.ceil((row.size * 4) / 3);
    this.#expected = Buffer.allocUnsafeSlow(this.#length);
    this.#given = Buffer.allocUnsafeSlow(this.#length);
  }

  /**
   * Compares base64url, not bytes: so a signature has one spelling, and nothing has to be decoded.
   * UTF-8 keeps a wide character distinct from the ASCII character in its low byte, which latin1
   * would not. A test of the spelling is therefore not needed. It is made only after an invalid
   * signature: it costs valid tokens something, but saves the hash of garbage.
   */
  verify(token: string, dot: number): boolean {
    if (token.length - dot - 1 !== this.#length) return false;
    if (this.#lastWasInvalid && !isCanonicalBase64url(token, dot + 1)) return false;
    this.#expected.write(this.#hmac.digest(token.slice(0, dot)));
    const isValid =
      this.#given.write(token.slice(dot + 1)) === this.#length &&
      timingSafeEqual(this.#given, this.#expected);
    this.#lastWasInvalid = !isValid;
    return isValid;
  }

  sign(input: string): string {
    return this.#hmac.digest(input);
  }
}

class AsymmetricKey implements JwsKey {
  readonly #key: Key;
  readonly #row: AlgorithmRow;
  readonly #pss: RsaPss | null;
  /** Bytes of every signature of this key (RFC 7518 §3.3, §3.4; RFC 8032). */
  readonly #size: number;

  constructor(key: Key, row: AlgorithmRow) {
    this.#key = key;
    this.#row = row;
    this.#pss = row.family === 'pss' ? new RsaPss(key, row) : null;
    this.#size = signatureSize(key, row);
  }

  verify(token: string, dot: number): boolean {
    const signature = decodeBase64url(token.slice(dot + 1));
    if (signature === null || signature.length !== this.#size) return false;
    const data = Buffer.from(token.slice(0, dot));
    if (this.#pss !== null) return this.#pss.verify(data, signature);
    const given = this.#row.family === 'ecdsa' ? toDer(signature) : signature;
    return verify(this.#row.hash, data, this.#key.verifyingKey, given);
  }

  sign(input: string): string {
    const data = Buffer.from(input);
    if (this.#pss !== null) return this.#pss.sign(data).toString('base64url');
    const made = sign(this.#row.hash, data, this.#key.signingKey as KeyObject);
    const signature = this.#row.family === 'ecdsa' ? fromDer(made, this.#row.size) : made;
    return signature.toString('base64url');
  }
}

function signatureSize({ verifyingKey }: Key, row: AlgorithmRow): number {
  if (row.family === 'ecdsa') return row.size * 2;
  if (row.family === 'eddsa') return verifyingKey.asymmetricKeyType === 'ed448' ? 114 : 64;
  return Math.ceil((verifyingKey.asymmetricKeyDetails?.modulusLength as number) / 8);
}
