import { expect, it } from 'vitest';
import { ConfigurationError } from '../../src/index.ts';
import { readFlag } from '../../src/security/read-flag.ts';

it('returns an option that is true or false, and false without it', () => {
  const read = [{ open: true }, { open: false }, {}, { open: undefined }].map((options) =>
    readFlag(options, 'open'),
  );
  expect(read).toEqual([true, false, false, false]);
});

it('returns false for one that was written to a prototype (CWE-1321)', () => {
  expect(readFlag(Object.create({ open: true }) as object, 'open')).toBe(false);
});

it.each(['false', 'true', 0, 1, [], {}])('throws for %j, which would switch it on', (open) => {
  expect(() => readFlag({ open } as never, 'open')).toThrow(ConfigurationError);
});
