import { describe, expect, it } from 'vitest';
import { NO_FINGERPRINT } from '../../src/sessions/fingerprint.ts';
import { FingerprintTable } from '../../src/sessions/fingerprint-table.ts';

describe('FingerprintTable', () => {
  it('never finds the fingerprint of no identifier', () => {
    const table = new FingerprintTable(1);
    expect(table.find(...NO_FINGERPRINT)).toBe(false);
    // In the segment, and in the first place, where that fingerprint would be.
    table.set([0, 1], 7);
    table.set([1, 0x7fff_ffff], 7);
    expect(table.find(...NO_FINGERPRINT)).toBe(false);
    table.delete(NO_FINGERPRINT);
    expect(table.size).toBe(2);
  });
});
