import { expect, it } from 'vitest';
import { permit } from '../../../src/adapters/express.ts';
import { namesRule } from '../../../src/adapters/kit/names-rule.ts';

const guard = permit('view');
const passes = (_context: unknown, next: () => void): void => next();
const ends = (_context: unknown): void => {};
const isLast = (handler: unknown): boolean => (handler as Function).length < 2;

it.each([
  ['no guard', [ends], false],
  ['a guard before the handler', [guard, ends], true],
  ['a middleware and a guard before the handler', [passes, guard, ends], true],
  ['a guard behind the handler', [ends, guard], false],
  ['a guard behind a handler that cannot go on', [ends, guard, passes], false],
  ['a guard behind the last that may answer', [passes, passes, guard], false],
  ['guards alone', [guard, guard], true],
  ['nothing', [], true],
])('says of %s whether it names a rule', (_what, handlers, expected) => {
  expect(namesRule(handlers, isLast)).toBe(expected);
});
