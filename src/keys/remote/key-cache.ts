import { bounded } from './freshness.ts';
import { MAX_BYTES } from './fetch-json.ts';

/**
 * Where processes that live shortly share fetched keys, such as a KV store, Redis or a file.
 *
 * What it returns is trusted as the server is that publishes the keys: no other program may write
 * to it.
 */
export interface KeyCache {
  /** Returns what was written last, or null. */
  read(): string | null | undefined | Promise<string | null | undefined>;
  /** Keeps a text of at most about 512 KiB. It is not waited for. */
  write(text: string): unknown;
}

/** Keys as they are cached. */
export interface CachedKeys {
  /** Whose keys they are: the issuer or the address. */
  readonly source: string;
  /** When they were fetched, in milliseconds since 1970. */
  readonly fetchedAt: number;
  /** For how many seconds they were fresh then. */
  readonly freshFor: number;
  readonly keys: readonly unknown[];
}

/** How far the clocks of two machines may differ, in milliseconds. */
const SKEW = 60_000;

/** Returns cached keys, or null for a text that is none of this source. */
export function parseCached(text: unknown, source: string, now: number): CachedKeys | null {
  if (typeof text !== 'string' || text.length > 2 * MAX_BYTES) return null;
  let value: Partial<CachedKeys> | null;
  try {
    value = JSON.parse(text) as Partial<CachedKeys> | null;
  } catch {
    return null;
  }
  const { fetchedAt, freshFor, keys } = value ?? {};
  if (value?.source !== source || !Array.isArray(keys)) return null;
  if (typeof fetchedAt !== 'number' || typeof freshFor !== 'number') return null;
  if (fetchedAt > now + SKEW) return null;
  return { source, fetchedAt: Math.min(fetchedAt, now), freshFor: bounded(freshFor), keys };
}
