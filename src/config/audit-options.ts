import { ownMembers } from '../base/own-members.ts';
import { nearest, unknownOptions } from '../options/did-you-mean.ts';
import type { AcceptedFinding, FindingName } from './findings.ts';
import { findingNames } from './findings.ts';

/** What happens with findings: they are errors, they are logged, or none is looked for. */
export type AuditMode = 'enforce' | 'warn' | 'off';

/** What the option `audit` takes beside a mode. */
export interface AuditOptions {
  /** Default: `'enforce'`, and `'warn'` if `NODE_ENV` is `development` or `test`. */
  readonly mode?: AuditMode | undefined;
  /**
   * Findings that are there on purpose. One that is not found is logged, so that it does not stay
   * when its reason is gone.
   */
  readonly accept?: readonly AcceptedFinding[] | undefined;
}

/** The checked option. A mode that was left out is null: `NODE_ENV` decides. */
export interface CheckedAudit {
  readonly mode: AuditMode | null;
  readonly accept: readonly string[];
}

const MODES: readonly unknown[] = ['enforce', 'warn', 'off'];
const OPTIONS = Object.keys({
  mode: true,
  accept: true,
} satisfies Record<keyof AuditOptions, true>);
const DEFAULT: CheckedAudit = Object.freeze({ mode: null, accept: Object.freeze([]) });

/**
 * Reads the option `audit`: a mode, or an object with what is accepted.
 *
 * @param faults - receives one sentence for each mistake
 */
export function readAuditOptions(given: unknown, faults: string[]): CheckedAudit {
  if (given === undefined) return DEFAULT;
  if (isMode(given)) return { mode: given, accept: DEFAULT.accept };
  if (typeof given !== 'object' || given === null || Array.isArray(given)) {
    faults.push(
      "audit must be 'enforce', 'warn', 'off', or an object such as { accept: ['insecure_cookie'] }.",
    );
    return DEFAULT;
  }
  faults.push(...unknownOptions(given, OPTIONS, 'audit'));
  const { mode, accept = [] } = ownMembers(given) as { mode?: unknown; accept?: unknown };
  if (mode !== undefined && !isMode(mode))
    faults.push("audit.mode must be 'enforce', 'warn' or 'off'.");
  if (!Array.isArray(accept)) {
    faults.push("audit.accept must be a list of findings, such as ['insecure_cookie'].");
    return DEFAULT;
  }
  const names: readonly unknown[] = [...new Set(accept)];
  for (const name of names) {
    const fault = acceptFault(name);
    if (fault !== null) faults.push(`audit.accept ${fault}`);
  }
  return { mode: isMode(mode) ? mode : null, accept: names.map(String) };
}

function isMode(value: unknown): value is AuditMode {
  return MODES.includes(value);
}

/**
 * Returns what is wrong with the name of an accepted finding and how to mend it; it follows the
 * name of the option or setting. Null if nothing is wrong.
 */
export function acceptFault(given: unknown): string | null {
  if (typeof given !== 'string') return 'must contain names of findings only.';
  // The kid of a key or the name of a cookie may follow behind a colon.
  const name = given.split(':', 1)[0] as string;
  if (findingNames.includes(name as FindingName)) return null;
  const meant = nearest(name, findingNames);
  const cure =
    meant === null ? `the findings are ${findingNames.join(', ')}.` : `did you mean ${meant}?`;
  return `names no finding ${JSON.stringify(name.slice(0, 64))}: ${cure}`;
}
