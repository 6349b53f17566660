import { describe, expect, it } from 'vitest';
import { readAuditOptions } from '../../src/config/audit-options.ts';

function read(given: unknown) {
  const faults: string[] = [];
  return { ...readAuditOptions(given, faults), faults };
}

describe('readAuditOptions', () => {
  it('leaves the mode to the environment unless one is given', () => {
    expect(read(undefined)).toEqual({ mode: null, accept: [], faults: [] });
    expect(read('warn')).toEqual({ mode: 'warn', accept: [], faults: [] });
    expect(read({ accept: ['csrf_off'] })).toEqual({
      mode: null,
      accept: ['csrf_off'],
      faults: [],
    });
    expect(read({ mode: 'enforce' })).toEqual({ mode: 'enforce', accept: [], faults: [] });
  });

  it('keeps what a finding is about, and each name once', () => {
    const accept = ['short_secret:a:b', 'csrf_off', 'csrf_off'];
    expect(read({ accept }).accept).toEqual(['short_secret:a:b', 'csrf_off']);
    expect(read({ accept }).faults).toEqual([]);
  });

  it('reports an unknown name with the one that was probably meant', () => {
    expect(read({ accept: ['short_secert:old', 'cookie_not_secure'] }).faults).toEqual([
      'audit.accept names no finding "short_secert": did you mean short_secret?',
      expect.stringMatching(
        /names no finding "cookie_not_secure": the findings are short_secret, /,
      ),
    ]);
    expect(read({ acept: [] }).faults.join()).toContain('did you mean accept?');
  });

  it.each([
    null,
    1,
    'loud',
    [],
    ['csrf_off'],
    { mode: 'loud' },
    { accept: 'csrf_off' },
    { accept: [1] },
  ])('refuses %o', (given) => expect(read(given).faults).toHaveLength(1));
});
