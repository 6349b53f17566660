import { Buffer } from 'node:buffer';
import type { KeyObject } from 'node:crypto';
import { constants, createSign, createVerify, sign, verify } from 'node:crypto';
import type { AlgorithmRow } from './algorithm.ts';
import type { Key } from './key-set.ts';

/**
 * RSASSA-PSS with one key, with a salt as long as the hash output (RFC 7518 §3.5).
 *
 * Node, Bun and Deno take a `KeyObject` beside its options. workerd does not; and where it takes a
 * key in another form, its one-shot `sign` and `verify` ignore the padding and do PKCS #1 v1.5. Its
 * `createSign` and `createVerify` do PSS if the options are members of the key itself, which Bun
 * and Deno do not read there.
 */
export class RsaPss {
  readonly #hash: string;
  readonly #options: { readonly padding: number; readonly saltLength: number };
  readonly #signingKey: KeyObject | null;
  readonly #verifyingKey: KeyObject;
  readonly #isOneShot: boolean;

  constructor(
    { signingKey, verifyingKey }: Pick<Key, 'signingKey' | 'verifyingKey'>,
    row: AlgorithmRow,
  ) {
    this.#hash = row.hash as string;
    this.#options = { padding: constants.RSA_PKCS1_PSS_PADDING, saltLength: row.size };
    this.#signingKey = signingKey;
    this.#verifyingKey = verifyingKey;
    this.#isOneShot = this.#takesKeyBesideOptions();
  }

  /** Only for a key that has a private half. */
  sign(data: Buffer): Buffer {
    const key = this.#signingKey as KeyObject;
    return this.#isOneShot
      ? sign(this.#hash, data, { key, ...this.#options })
      : createSign(this.#hash).update(data).sign(this.#withOptions(key));
  }

  verify(data: Buffer, signature: Buffer): boolean {
    const key = this.#verifyingKey;
    return this.#isOneShot
      ? verify(this.#hash, data, { key, ...this.#options }, signature)
      : createVerify(this.#hash).update(data).verify(this.#withOptions(key), signature);
  }

  #takesKeyBesideOptions(): boolean {
    const nothing = Buffer.alloc(0);
    try {
      verify(this.#hash, nothing, { key: this.#verifyingKey, ...this.#options }, nothing);
      return true;
    } catch {
      return false;
    }
  }

  /** An object that inherits from the key: the key itself may be the application's. */
  #withOptions(key: KeyObject): KeyObject {
    return Object.assign(Object.create(key) as KeyObject, this.#options);
  }
}
