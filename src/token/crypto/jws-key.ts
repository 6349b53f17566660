import { Buffer } from 'node:buffer';
import type { KeyObject } from 'node:crypto';
import { constants, sign, timingSafeEqual, verify } from 'node:crypto';
import type { AlgorithmRow } from '../../keys/algorithm.ts';
import { algorithmRow } from '../../keys/algorithm.ts';
import type { Key } from '../../keys/key-set.ts';
import { derSignature } from './ecdsa-der.ts';
import { Hmac } from './hmac.ts';
import { decodeBase64url, isCanonicalBase64url } from '../segment.ts';

/** What one key does to the text `header.payload`; nothing here reads a claim. */
export interface Signature {
  readonly key: Key;
  /** Whether the characters after `dot` are the one canonical spelling of a good signature over those before it. */
  verify(token: string, dot: number): boolean;
  /** The signature over a text, in base64url; only for a key that has a secret or private half. */
  sign(input: string): string;
}

/** Prepares a key: everything that need not be done for each token is done here. */
export function prepareKey(key: Key): Signature {
  const row = algorithmRow(key.algorithm);
  return row.family === 'hmac' ? new HmacSignature(key, row) : new PublicKeySignature(key, row);
}

class HmacSignature implements Signature {
  readonly key: Key;
  readonly #hmac: Hmac;
  readonly #length: number;
  /** Whether the last signature was a bad one. */
  #wary = false;
  readonly #wanted: Buffer;
  readonly #given: Buffer;

  constructor(key: Key, row: AlgorithmRow) {
    this.key = key;
    this.#hmac = new Hmac(row.hash as 'sha256' | 'sha384' | 'sha512', key.verifyingKey);
    this.#length = Math.ceil((row.size * 4) / 3);
    this.#wanted = Buffer.allocUnsafeSlow(this.#length);
    this.#given = Buffer.allocUnsafeSlow(this.#length);
  }

  /**
   * The texts are compared and not the octets: one signature then has one spelling, and nothing needs decoding. UTF-8 keeps a wide character
   * from passing for the ASCII one it ends with, which `latin1` would not. That makes another look at the spelling needless; it is taken only
   * after a bad signature, since it costs good tokens something and spares those who send rubbish the hash.
   */
  verify(token: string, dot: number): boolean {
    if (token.length - dot - 1 !== this.#length) return false;
    if (this.#wary && !isCanonicalBase64url(token, dot + 1)) return false;
    this.#wanted.write(this.sign(token.slice(0, dot)));
    const good =
      this.#given.write(token.slice(dot + 1)) === this.#length &&
      timingSafeEqual(this.#given, this.#wanted);
    this.#wary = !good;
    return good;
  }

  sign(input: string): string {
    return this.#hmac.of(input);
  }
}

class PublicKeySignature implements Signature {
  readonly key: Key;
  readonly #row: AlgorithmRow;
  /** Octets of every signature that this key can make (RFC 7518 §3.3, §3.4; RFC 8032). */
  readonly #size: number;
  readonly #verifyWith: KeyObject | { key: KeyObject; padding: number; saltLength: number };

  constructor(key: Key, row: AlgorithmRow) {
    this.key = key;
    this.#row = row;
    this.#size = signatureSize(key, row);
    this.#verifyWith = row.family === 'pss' ? withPss(key.verifyingKey, row) : key.verifyingKey;
  }

  verify(token: string, dot: number): boolean {
    const octets = decodeBase64url(token.slice(dot + 1));
    if (octets === null || octets.length !== this.#size) return false;
    const given = this.#row.family === 'ecdsa' ? derSignature(octets) : octets;
    return verify(this.#row.hash, Buffer.from(token.slice(0, dot)), this.#verifyWith, given);
  }

  sign(input: string): string {
    const key = this.key.signingKey as KeyObject;
    const { family, hash } = this.#row;
    const how =
      family === 'pss'
        ? withPss(key, this.#row)
        : family === 'ecdsa'
          ? { key, dsaEncoding: 'ieee-p1363' as const }
          : key;
    return sign(hash, Buffer.from(input), how).toString('base64url');
  }
}

/** RFC 7518 §3.5: the salt is as long as the hash output. */
function withPss(
  key: KeyObject,
  row: AlgorithmRow,
): { key: KeyObject; padding: number; saltLength: number } {
  return { key, padding: constants.RSA_PKCS1_PSS_PADDING, saltLength: row.size };
}

function signatureSize({ verifyingKey }: Key, row: AlgorithmRow): number {
  if (row.family === 'ecdsa') return row.size * 2;
  if (row.family === 'eddsa') return verifyingKey.asymmetricKeyType === 'ed448' ? 114 : 64;
  return Math.ceil((verifyingKey.asymmetricKeyDetails?.modulusLength as number) / 8);
}
