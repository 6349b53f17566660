import type { Answer } from './answer.ts';
import type { Facts } from './facts.ts';

/** A difference that is wanted: it turns the answer of the original into the one expected here. */
export interface Wanted {
  /** The sentence of the guide. */
  readonly rule: string;
  /** To how many of the recorded requests it applies, in at least one replay. */
  readonly requests: number;
  readonly change: (answer: Answer, facts: Facts) => Answer | void;
}

/** The answer to a call with a fault of the application. */
export function fails(answer: Answer): Answer {
  return { ...answer, status: 500, token: null, cookies: [] };
}
