import { describe, expect, it } from 'vitest';
import { labelOf } from '../../src/security/session-label.ts';

describe('labelOf', () => {
  it.each([
    ['Firefox on Linux', 'Firefox on Linux'],
    ['', ''],
    ['Ж📱', 'Ж📱'],
    ['x'.repeat(300), 'x'.repeat(200)],
    [`${'x'.repeat(199)}📱`, `${'x'.repeat(199)}\ufffd`],
    ['a\0b\nc\u001b[2Jd\u009f', 'a\ufffdb\ufffdc\ufffd[2Jd\ufffd'],
    ['\ud83d and \udcf1', '\ufffd and \ufffd'],
  ])('returns what every store can keep: %j', (given, wanted) => {
    expect(labelOf(given)).toBe(wanted);
  });

  it('returns null if there is none', () => {
    expect(labelOf(undefined)).toBeNull();
  });

  it.each([[7], [null], [['x']], [{}]])('throws a TypeError for %j', (given) => {
    expect(() => labelOf(given, 'issueTokens')).toThrow(/^label of issueTokens is not a string/);
  });
});
