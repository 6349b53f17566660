import { describe, expect, it } from 'vitest';
import { label, listed, quoted } from '../../src/authz/label.ts';

describe('the label of a resource', () => {
  class Report {
    constructor(members: object) {
      Object.assign(this, members);
    }
  }
  it.each([
    [new Report({}), 'Report'],
    [new Report({ id: 7 }), 'Report 7'],
    [new Report({ id: 'r-7' }), 'Report "r-7"'],
    [new Report({ id: 7, name: 'Q3' }), 'Report "Q3"'],
    [new Report({ id: 7, name: null }), 'Report 7'],
    [new Report({ id: {}, name: () => 'x' }), 'Report'],
    [{ name: 'site' }, '"site"'],
    [{ id: 7 }, '7'],
    [{}, 'a resource without a name'],
    [Object.create(null), 'a resource without a name'],
    [new (class {})(), 'a resource without a name'],
    [{ constructor: 'x' }, 'a resource without a name'],
    [{ id: 7, constructor: Object.assign(() => {}, { x: 1 }) }, '7'],
    [
      new (class {
        static name = 'a\nb';
        id = 7;
      })(),
      '7',
    ],
  ])('is its class with its name or id (%#)', (resource, expected) => {
    expect(label(resource)).toBe(expected);
  });
});

describe('a quoted string', () => {
  it('has no control, format or line-separating character', () => {
    const hostile = 'a\u0000\u001b[31m\u007f\u009b\u202e\u2028\u2029\ud800\ufeff\nb';
    expect(quoted(hostile)).toMatch(/^"a[^\p{C}\p{Zl}\p{Zp}]*b"$/u);
  });

  it('cannot end its own quotes', () => {
    expect(quoted('a", "b')).toBe('"a\\", \\"b"');
  });

  it('is at most 40 characters and an ellipsis long', () => {
    expect(quoted('x'.repeat(10_000))).toBe(`"${'x'.repeat(40)}…"`);
    expect(quoted('x'.repeat(40))).toBe(`"${'x'.repeat(40)}"`);
  });

  it('keeps letters of every script', () => {
    expect(quoted('Größe 文書')).toBe('"Größe 文書"');
  });
});

describe('a list of principals', () => {
  it('is shown whole up to eight of them', () => {
    expect(listed([])).toBe('no principals');
    expect(listed(new Set(['a', 'b']))).toBe('"a", "b"');
  });

  it('is shortened if it is longer', () => {
    const many = Array.from({ length: 1_000 }, (_, id) => `role:${id}`);
    expect(listed(many)).toMatch(/^"role:0", .*"role:7", and 992 more$/);
  });
});
