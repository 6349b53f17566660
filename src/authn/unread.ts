import type { Failure } from '../base/errors.ts';
import { failure } from '../base/errors.ts';

const unread = new WeakSet<Failure>();
const tokens = new WeakSet<Failure>();

/**
 * What a policy found in its place and cannot read, such as a credential of another scheme. It is
 * nothing if a later policy finds a credential.
 */
export function unreadCredential(reason: string): Failure {
  const found = failure('credentials_malformed', reason);
  unread.add(found);
  return found;
}

/** The same for a token that is plainly there: it is refused if no later policy finds another. */
export function unreadToken(reason: string): Failure {
  const found = unreadCredential(reason);
  tokens.add(found);
  return found;
}

/** Whether `find` of a policy returned what it cannot read. */
export function isUnread(found: Failure): boolean {
  return unread.has(found);
}

/** Whether that is a token. */
export function isUnreadToken(found: Failure): boolean {
  return tokens.has(found);
}
