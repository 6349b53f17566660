import { describe, expect, it } from 'vitest';
import { runNode } from '../support/gate.ts';

describe('compare-instructions', () => {
  it.each([[[]], [['main', 'other']]])(
    'prints its usage without exactly one commit: %j',
    (given) => {
      const { status, text } = runNode(['tools/compare-instructions.mjs', ...given]);
      expect(text).toContain('usage: node tools/compare-instructions.mjs BASE_COMMIT');
      expect(status).toBe(2);
    },
  );
});
