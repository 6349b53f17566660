import { expect, it } from 'vitest';
import { KeySet } from '../../src/keys/key-set.ts';
import { fixedKeys } from '../../src/keys/key-source.ts';

it('fixedKeys always has the given keys', () => {
  const keys = new KeySet([]);
  const source = fixedKeys(keys);
  expect(source.current).toBe(keys);
  expect(Object.isFrozen(source)).toBe(true);
});
