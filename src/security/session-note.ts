import type { Limits } from '../token/limits.ts';
import { limitsOf } from '../token/limits.ts';
import type { LimitsClaim } from './given-limits.ts';

/** No label begins with it: see `labelOf`. */
const MARK = '\u0001';

/** What a list of sessions shows beside the times. */
export interface SessionNote {
  readonly label: string | null;
  readonly limits: Limits | null;
}

/**
 * Returns the text that a store keeps with a session. That of a session without limits is its
 * label: the limits of a token stand in the same text, so that no store needs a field for them.
 */
export function writeNote(label: string | null, limits: LimitsClaim | null): string | null {
  return limits === null ? label : MARK + JSON.stringify({ label, lim: limits });
}

/** Reads what `writeNote` returned. What another program wrote is a label. */
export function readNote(text: string | null): SessionNote {
  const note = text?.startsWith(MARK) === true ? parsed(text.slice(MARK.length)) : null;
  return note ?? { label: text, limits: null };
}

function parsed(json: string): SessionNote | null {
  try {
    const { label, lim } = JSON.parse(json) as { label: string | null; lim: LimitsClaim };
    return { label, limits: limitsOf({ lim }) };
  } catch {
    return null;
  }
}
