import type { NewEntry } from '../model/entry.ts';
import { rotateRecord } from '../model/rotate-record.ts';
import type { Rotation, RotationStep } from '../model/stored-session.ts';
import { withoutRefresh } from './content.ts';
import type { Tables } from './tables.ts';

/**
 * Uses a refresh token inside of a transaction.
 *
 * @param append - stores entries
 * @returns what became of it, and whether anything was written
 */
export function useToken(
  tables: Tables,
  step: RotationStep,
  append: (entries: readonly NewEntry[]) => void,
): { readonly rotation: Rotation; readonly isChanged: boolean } {
  const found = tables.session(step.session);
  if (found === null) return { rotation: { outcome: 'gone' }, isChanged: false };
  const plan = rotateRecord(found, step);
  if (plan.outcome === 'gone') return { rotation: plan, isChanged: false };
  const session = withoutRefresh(found);
  if (plan.outcome === 'reused') {
    const { id, user, until } = found;
    append([{ kind: 'session', id, user, until }]);
    return { rotation: { outcome: 'reused', session }, isChanged: true };
  }
  const isChanged = plan.outcome === 'rotated' || step.now > found.seenAt;
  const seenAt = Math.max(found.seenAt, step.now);
  if (isChanged) tables.setSession({ ...found, refresh: plan.refresh, seenAt });
  return { rotation: { outcome: plan.outcome, jti: plan.refresh.jti, session }, isChanged };
}
