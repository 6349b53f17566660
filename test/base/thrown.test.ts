import { describe, expect, it } from 'vitest';
import { unreadable } from '../support/nonsense.ts';
import { readable, thrownError } from '../../src/base/thrown.ts';

describe('readable', () => {
  it.each([new Error('no'), { code: 7 }, undefined, 'text'])('returns %o as it is', (thrown) => {
    expect(readable(thrown)).toBe(thrown);
  });

  it.each([
    ['a revoked proxy', unreadable()],
    [
      'an error whose stack throws',
      Object.defineProperty(new Error('no'), 'stack', {
        get() {
          throw new Error('never');
        },
      }),
    ],
    [
      'an error whose message has no string',
      Object.assign(new Error('no'), { message: Symbol('x') }),
    ],
  ])('returns an Error for %s', (_, thrown) => {
    expect((readable(thrown) as Error).message).toBe('An object that cannot be read was thrown.');
  });
});

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
