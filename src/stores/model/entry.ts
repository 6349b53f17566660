/**
 * What an entry says:
 * - `token`, `session`: the id is revoked;
 * - `user`, `all`: whatever began before the cut-off is revoked, of one user or of everyone;
 * - `known`: an allowlist names the id of this session or token;
 * - `changed`: the principals of the user have to be loaded again.
 */
export type EntryKind = 'token' | 'session' | 'user' | 'all' | 'known' | 'changed';

/** What is to be stored. */
export interface NewEntry {
  readonly kind: EntryKind;
  /**
   * What the entry is about, with its issuer; `''` for everyone. At most 200 characters of ASCII,
   * as {@link entryId} makes it.
   */
  readonly id: string;
  /** The user, as an id of an entry; null if not known. */
  readonly user: string | null;
  /** When nothing is left that the entry could stop, in milliseconds since 1970; null for never. */
  readonly until: number | null;
}

/** What is stored. */
export interface Entry extends NewEntry {
  /** The cut-off in milliseconds since 1970, for `user` and `all`; 0 for other kinds. */
  readonly at: number;
}

/** Whether entries of this kind carry a cut-off, which the store chooses. */
export function isCutOff(kind: EntryKind): kind is 'user' | 'all' {
  return kind === 'user' || kind === 'all';
}

/** Returns which of two times comes later; null is never. */
export function laterOf(one: number | null, other: number | null): number | null {
  return one === null || other === null ? null : Math.max(one, other);
}
