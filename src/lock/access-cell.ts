import type { AnyRule } from '../adapters/kit/rule-mark.ts';
import type { Principal, Resource } from '../authz/acl-types.ts';
import { Public } from '../authz/acl-types.ts';
import type { Decision } from '../authz/decision.ts';
import { decide } from '../authz/evaluate.ts';
import { label } from '../authz/label.ts';
import { AuthError } from '../base/errors.ts';
import { oneLine } from './one-line.ts';
import { isAnonymous } from './personas.ts';

/** One guard of a route, and the resource that it asks about a user. */
export interface AskedRule {
  readonly rule: AnyRule;
  readonly resource: Resource | null;
  /** A word for the resource, if it has no name: `report()`. */
  readonly word: string;
  /** The root of the security, which is called so. */
  readonly root: Resource | null;
}

/** How the guards of a route answer one persona. */
export interface AccessCell {
  readonly persona: string;
  /** With Everyone and Authenticated. */
  readonly principals: readonly Principal[];
  /** The status of the refusal, 401 or 403; null if the request passes. */
  readonly refusal: number | null;
  /** What the ACLs decided, in the order of the guards. */
  readonly decisions: readonly Decision[];
  /** The lines that decided: `line 2 of root`; empty if no line did. */
  readonly places: readonly string[];
  /** The cell of the lock file: `✓ Allow role:admin of root`. */
  readonly text: string;
}

/** The sign of a request that passes. */
export const PASSES = '✓';

/** How one guard answers. */
interface Answer {
  readonly refusal: number | null;
  readonly decision: Decision | null;
}

/**
 * Asks the guards of a route as a request would, up to the first that refuses.
 *
 * @throws what an ACL throws, unless it is an AuthError: that is the refusal
 */
export function askGuards(
  persona: string,
  principals: readonly Principal[],
  rules: readonly AskedRule[],
): AccessCell {
  const answers: [Answer, AskedRule][] = [];
  for (const asked of rules) {
    const answer = askGuard(asked, principals);
    answers.push([answer, asked]);
    if (answer.refusal !== null) break;
  }
  const refusal = answers.at(-1)?.[0].refusal ?? null;
  // Of a refusal only a line that denies says why.
  const lines = answers.flatMap(([{ decision }, asked]) =>
    decision === null || decision.allowed !== (refusal === null)
      ? []
      : (lineOf(decision, asked) ?? []),
  );
  const cell: AccessCell = {
    persona,
    principals,
    refusal,
    decisions: Object.freeze(answers.flatMap(([{ decision }]) => decision ?? [])),
    places: Object.freeze(lines.map(({ place }) => place)),
    text: [refusal ?? PASSES, lines.map(({ text }) => text).join(', ')].join(' ').trim(),
  };
  return Object.freeze(cell);
}

/** In the order in which a guard asks: is there a user, what says the ACL, how old is the login. */
function askGuard({ rule, resource }: AskedRule, principals: readonly Principal[]): Answer {
  const { permission, required, freshness } = rule;
  if (permission === Public) return { refusal: null, decision: null };
  const anonymous = isAnonymous(principals);
  if (anonymous && (required || permission === null)) return { refusal: 401, decision: null };
  if (permission === null) return { refusal: null, decision: null };
  try {
    const decision = decide(resource, principals, permission);
    const isRefused = !decision.allowed || (anonymous && freshness !== null);
    return { refusal: isRefused ? (anonymous ? 401 : 403) : null, decision };
  } catch (error) {
    if (!AuthError.isAuthError(error)) throw error;
    return { refusal: error.status, decision: null };
  }
}

/** The line that decided, for the file and for a sentence; null if none did. */
function lineOf(
  { ace, aceIndex, resource, lineageIndex }: Decision,
  asked: AskedRule,
): { readonly text: string; readonly place: string } | null {
  if (ace === null || resource === null) return null;
  const where = oneLine(nameOf(resource, lineageIndex, asked));
  return {
    text: `${ace[0]} ${oneLine(ace[1])} of ${where}`,
    place: `line ${aceIndex + 1} of ${where}`,
  };
}

function nameOf(resource: Resource, lineageIndex: number, { word, root }: AskedRule): string {
  if (resource === root) return 'root';
  const name = label(resource);
  if (name !== NAMELESS) return name;
  return lineageIndex === 0 ? word : `parent ${lineageIndex} of ${word}`;
}

const NAMELESS = label({});
