import type { Principal } from '../authz/acl-types.ts';
import { quoted } from '../authz/label.ts';
import { OTHERS } from './permissions.ts';
import type { Line } from './lines.ts';

/** An answer that differs between two ACLs. */
export class Change {
  /** The permission; `'*'` stands for each one that no ACE names. */
  readonly permission: string;
  readonly was: 'allowed' | 'denied';
  readonly is: 'allowed' | 'denied';
  /**
   * A smallest set of principals for which the answer differs. Those that they imply are left out:
   * Everyone, Authenticated, and what `implies` says.
   */
  readonly for: readonly Principal[];
  /** The line that decided before; null if none matched. */
  readonly lineBefore: Line | null;
  /** The line that decides after; null if none matches. */
  readonly lineAfter: Line | null;

  constructor(
    permission: string,
    principals: readonly Principal[],
    before: Line | null,
    after: Line | null,
  ) {
    this.permission = permission;
    this.for = principals;
    this.was = answerOf(before);
    this.is = answerOf(after);
    this.lineBefore = before;
    this.lineAfter = after;
  }

  /** The whole of it in two sentences, for a reviewer. */
  get reason(): string {
    const who = this.for.map(quoted).join(' with ');
    const verb = this.is === 'allowed' ? 'gains' : 'loses';
    const now =
      this.lineAfter === null ? 'no ACE matches' : `${this.lineAfter.place} ${verbOf(this.is)} it`;
    const then =
      this.lineBefore === null ? 'no ACE matched' : `${this.lineBefore.place} ${this.was} it`;
    return `${who} ${verb} ${permissionName(this.permission)}: ${now}. Before, ${then}.`;
  }

  /** Returns the members that identify the change, and the reason: for logs and files. */
  toJSON(): object {
    const { permission, was, is, for: principals, reason } = this;
    return { permission, was, is, for: principals, reason };
  }
}

function answerOf(line: Line | null): 'allowed' | 'denied' {
  return line?.ace[0] === 'Allow' ? 'allowed' : 'denied';
}

function verbOf(answer: 'allowed' | 'denied'): string {
  return answer === 'allowed' ? 'allows' : 'denies';
}

/** A permission for a sentence. */
export function permissionName(permission: string): string {
  return permission === OTHERS ? 'every permission that no ACE names' : quoted(permission);
}
