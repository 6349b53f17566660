import type { StoreFinding } from '../stores/model/store.ts';
import type { KeyFindingName } from '../keys/strength/key-findings.ts';

/**
 * What the audit finds: something that works and is not safe. Each name is accepted by
 * `audit: { accept: [name] }`.
 */
export type FindingName =
  | KeyFindingName
  | 'readable_secret'
  | 'no_expiration'
  | 'long_expiration'
  | 'insecure_cookie'
  | 'csrf_off'
  | 'same_site_none'
  | 'long_session'
  | 'cached_principals'
  | StoreFinding['name'];

/** The names of all findings. */
export const findingNames: readonly FindingName[] = /* @__PURE__ */ Object.keys({
  short_secret: true,
  guessable_secret: true,
  published_secret: true,
  readable_secret: true,
  no_expiration: true,
  long_expiration: true,
  insecure_cookie: true,
  csrf_off: true,
  same_site_none: true,
  long_session: true,
  cached_principals: true,
  store_not_durable: true,
  store_not_shared: true,
  store_evicts: true,
  store_client_waits: true,
} satisfies Record<FindingName, true>) as FindingName[];

/**
 * A finding that is accepted: everywhere (`'short_secret'`), or for one key or cookie only, named
 * by its kid or by the name of the cookie (`'short_secret:2026-05'`).
 */
export type AcceptedFinding = FindingName | `${FindingName}:${string}`;

/** One finding of the audit. */
export interface Finding {
  readonly name: FindingName;
  /** The kid or the name of the cookie that it is about; null if it has none. */
  readonly subject: string | null;
  /** What it is and how to mend it. It contains no secret. */
  readonly reason: string;
  /** Whether accepting it is not enough: a weak key that another one replaced also needs an end. */
  readonly needsUntil?: true;
}

/** How a finding is accepted. */
export function acceptanceOf({ name, subject }: Finding): AcceptedFinding {
  return subject === null ? name : `${name}:${subject}`;
}
