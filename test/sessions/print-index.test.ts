import { expect, it } from 'vitest';
import type { Fingerprint } from '../../src/sessions/fingerprint.ts';
import { PrintIndex } from '../../src/sessions/print-index.ts';

const print = (a: number, b = 1): Fingerprint => [a, b];

it('finds each object by each of its fingerprints, and none by others', () => {
  const index = new PrintIndex<{ readonly name: string }>();
  const [one, two] = [{ name: 'one' }, { name: 'two' }];
  index.add([print(1), print(2)], one);
  index.add([print(2), print(-3), print(2)], two);
  expect(index.of(print(1))).toEqual([one]);
  expect(index.of(print(2))).toEqual([one, two]);
  expect(index.of(print(-3))).toEqual([two]);
  expect(index.of(print(4))).toEqual([]);
});

it('keeps nothing of what was deleted, and the rest', () => {
  const index = new PrintIndex<object>();
  const [one, two, three] = [{}, {}, {}];
  const prints = [print(1), print(2)];
  for (const item of [one, two, three]) index.add(prints, item);
  index.delete(prints, two);
  index.delete(prints, two);
  expect(index.of(print(1))).toEqual([one, three]);
  index.delete(prints, one);
  index.delete(prints, three);
  expect([index.of(print(1)), index.size]).toEqual([[], 0]);
});

it('does not take one object for another that it never had', () => {
  const index = new PrintIndex<object>();
  const one = {};
  index.add([print(1)], one);
  index.delete([print(1)], {});
  expect(index.of(print(1))).toEqual([one]);
});
