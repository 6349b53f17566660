/** Words that the project does not use in comments, messages, names of tests and documents. */

/** Each pattern is matched as whole words, in any case. */
export const WORDS = [
  ['doors?', 'entry point'],
  ['octets?', 'byte'],
  ['nobody|no one|noone', 'name the subject: "no user", "returns null if"'],
  ['somebody|anybody|everybody|everyone else', 'name the subject: "the user", "any client"'],
  ['whoever|whosoever|whomever', 'name the subject: "a client that"'],
  ['guests?', 'anonymous user'],
  ['strangers?', 'client, attacker'],
  ['parties', 'issuer and audience'],
  ['life|lives', 'lifetime; is valid'],
  ['(?:is|are|was|were|be|been) told', 'is reported'],
  ['speaks?|spoken|spoke', 'names, says, uses'],
  ['judges?|judged|judging', 'checks, validates'],
  ['texts', 'strings'],
  ['quick|quicker|quickest|quickly', 'fast'],
  ['dear|dearer', 'slow, costs more'],
  ['anew', 'again'],
  ['for ever', 'forever, permanently'],
  ['at hand', 'current'],
  ['so many', 'give the number, or "up to N"'],
  ['lest', 'so that … not'],
  ['be it|though it be', 'even if'],
  ['sooner', 'faster, rather'],
  ['rubbish', 'invalid input'],
  ['wary', 'careful'],
  ['by (itself|themselves) alone', 'alone'],
];

/**
 * Uses that are right: the path, the line's text (a part of it), and the reason.
 * An entry that matches no line is a fault.
 */
export const ALLOWED = [];
