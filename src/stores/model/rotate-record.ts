import type { RotationStep, StoredSession } from './stored-session.ts';

/** The refresh tokens of a session that still mean something. */
export interface RefreshState {
  /** The `jti` of the last token. */
  readonly jti: string;
  /** The `jti` of the token before it; null for none. */
  readonly previous: string | null;
  /** When the last one was given in place of the one before. */
  readonly rotatedAt: number;
  /** When the last one ends if it is not used. */
  readonly idleUntil: number;
}

/** A session with its refresh tokens, for stores that keep it as one record. */
export interface SessionRecord extends StoredSession {
  readonly refresh: RefreshState | null;
}

/** What a store has to do: see `Rotation`. */
export type RotationPlan =
  | { readonly outcome: 'rotated' | 'repeated'; readonly refresh: RefreshState }
  | { readonly outcome: 'reused' }
  | { readonly outcome: 'gone' };

/** Decides one use of a refresh token, for stores that run it inside of a transaction. */
export function rotateRecord(record: SessionRecord, step: RotationStep): RotationPlan {
  const { refresh, endsAt } = record;
  const { presented, successor, grace, now, idleUntil } = step;
  if (refresh === null || (endsAt !== null && now >= endsAt)) return { outcome: 'gone' };
  if (presented === refresh.jti) {
    if (now >= refresh.idleUntil) return { outcome: 'gone' };
    const next = { jti: successor, previous: presented, rotatedAt: now, idleUntil };
    return { outcome: 'rotated', refresh: next };
  }
  const isRepeated = presented === refresh.previous && now < refresh.rotatedAt + grace;
  return isRepeated ? { outcome: 'repeated', refresh } : { outcome: 'reused' };
}
