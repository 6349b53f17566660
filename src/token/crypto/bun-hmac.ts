import type { HashName } from './one-shot-hmac.ts';

/** What is used of the `CryptoHasher` of Bun; with a key it computes the HMAC. */
interface CryptoHasher {
  copy(): CryptoHasher;
  update(text: string): CryptoHasher;
  digest(encoding: 'base64url'): string;
}

/** How Bun makes one. */
export type MakesHashers = new (hash: string, key: Uint8Array) => CryptoHasher;

/** The constructor, where the runtime is one that has it. */
export function bunHasherOf(world: object): MakesHashers | null {
  const { Bun: bun } = world as { Bun?: { CryptoHasher?: MakesHashers } };
  return bun?.CryptoHasher ?? null;
}

/**
 * HMAC by Bun's own hasher: the state that has taken the key in is kept, and each text goes on from a copy of it. It takes less than half of
 * what `createHmac` takes there.
 */
export class BunHasher {
  readonly #keyed: CryptoHasher;

  constructor(Hasher: MakesHashers, hash: HashName, secret: Uint8Array) {
    this.#keyed = new Hasher(hash, secret);
  }

  of(text: string): string {
    return this.#keyed.copy().update(text).digest('base64url');
  }
}
