import type { Wanted } from './difference.ts';
import { isGood, isSame } from './facts.ts';
import { predict } from './original.ts';
import { ATTRIBUTES } from './wanted-attributes.ts';
import { AUTHENTICATION } from './wanted-authentication.ts';
import { SESSIONS } from './wanted-sessions.ts';
import { TOKENS } from './wanted-tokens.ts';

/** What follows from an earlier difference: this request does not carry the same token. */
const CONSEQUENCE: Wanted = {
  rule: 'The request carries another token, because of a difference in an earlier answer',
  requests: 31,
  change: (answer, facts) => {
    const { configuration, sent, theirs, page } = facts;
    if (isSame(sent, theirs) || page === 'remember' || page === 'logout') return;
    return predict(configuration, sent !== null && isGood(facts, sent) ? sent : null, facts);
  },
};

/** Every wanted difference, in the order in which they apply. */
export const WANTED: readonly Wanted[] = [
  CONSEQUENCE,
  ...AUTHENTICATION,
  ...SESSIONS,
  ...TOKENS,
  ...ATTRIBUTES,
];

/** Whether the rule is one of the guide. */
export function isOfGuide(rule: string): boolean {
  return rule !== CONSEQUENCE.rule;
}
