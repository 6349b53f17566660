import { describe, expect, it } from 'vitest';
import { thrownError } from '../../src/base/thrown.ts';

describe('thrownError', () => {
  it.each([new Error('no'), { code: 7 }, Object.create(null)])(
    'returns an object as it is',
    (it) => {
      expect(thrownError(it)).toBe(it);
    },
  );

  it.each([undefined, null, 'route', 0, false, Symbol('no'), () => 0])(
    'returns an Error for %s, which a framework could take for success',
    (thrown) => {
      const error = thrownError(thrown) as Error;
      expect(error).toBeInstanceOf(Error);
      expect(error.cause).toBe(thrown);
      expect(error.message).not.toContain('route');
    },
  );
});
