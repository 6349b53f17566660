import { expect, it } from 'vitest';
import { refuseOption } from '../../src/security/refuse-option.ts';

it('throws for an option that an entry point does not have, and says what to write', () => {
  const refuse = (options: object) => () => refuseOption(options, 'open', 'x: write y.');
  expect(refuse({ open: undefined })).toThrow('open is no option of authenticate in x: write y.');
  expect(refuse({ closed: true })).not.toThrow();
});
