import type { SignKeyObjectInput } from 'node:crypto';
import { createSign, createVerify, KeyObject, sign, verify } from 'node:crypto';

type PssOptions = Pick<SignKeyObjectInput, 'padding' | 'saltLength'>;

/** The key and the options that an object with the key as its prototype carries. */
const withOptions = (key: KeyObject & PssOptions): SignKeyObjectInput => ({
  key: Object.getPrototypeOf(key) as KeyObject,
  padding: key.padding,
  saltLength: key.saltLength,
});

function onlyKeyObject(key: unknown): KeyObject {
  if (key instanceof KeyObject) return key;
  throw new TypeError('The "options.key" property must be of type string.');
}

/**
 * What differs in the `node:crypto` of workerd: one-shot `sign` and `verify` take no key beside
 * options, and ignore the padding. `createSign` and `createVerify` read options from the key.
 */
export const workerdCrypto = {
  sign: (hash: string | null, data: Buffer, key: unknown): Buffer =>
    sign(hash, data, onlyKeyObject(key)),
  verify: (hash: string | null, data: Buffer, key: unknown, signature: Buffer): boolean =>
    verify(hash, data, onlyKeyObject(key), signature),
  createSign: (hash: string): object => ({
    update: (data: Buffer) => ({
      sign: (key: KeyObject & PssOptions) => createSign(hash).update(data).sign(withOptions(key)),
    }),
  }),
  createVerify: (hash: string): object => ({
    update: (data: Buffer) => ({
      verify: (key: KeyObject & PssOptions, signature: Buffer) =>
        createVerify(hash).update(data).verify(withOptions(key), signature),
    }),
  }),
};

/** A runtime that takes options beside a key, and ignores them. */
export const paddingIgnored = {
  sign: (hash: string | null, data: Buffer, { key }: { key: KeyObject }): Buffer =>
    sign(hash, data, key),
  verify: (
    hash: string | null,
    data: Buffer,
    input: KeyObject | { key: KeyObject },
    signature: Buffer,
  ): boolean => verify(hash, data, input instanceof KeyObject ? input : input.key, signature),
};
