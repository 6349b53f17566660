import { describe, expect, it } from 'vitest';
import { readOnRefused } from '../../src/security/read-on-refused.ts';

describe('readOnRefused', () => {
  it('returns the function, and undefined if none is given', () => {
    const onRefused = () => 'page';
    expect(readOnRefused({ onRefused }, 'authenticate')).toBe(onRefused);
    for (const options of [undefined, {}, { onRefused: undefined }])
      expect(readOnRefused(options, 'authenticate')).toBeUndefined();
  });

  it.each([
    [{ onRefuse: () => 'page' }, 'authenticate has no option "onRefuse": did you mean onRefused?'],
    [{ onRefused: 7 }, 'onRefused of authenticate must be a function.'],
    [{ onRefused: null }, 'onRefused of authenticate must be a function.'],
    [null, 'authenticate takes an object of options.'],
  ])('throws for %o', (options, message) => {
    expect(() => readOnRefused(options as never, 'authenticate')).toThrow(message);
  });
});
