import { describe, expect, it } from 'vitest';
import { auditStore } from '../../src/config/audit-store.ts';
import type { SecurityEvent } from '../../src/index.ts';
import type { StoreFinding } from '../../src/stores/model/store.ts';

const FINDING: StoreFinding = { name: 'store_not_durable', reason: 'It forgets: set appendonly' };

function audit(
  mode: 'enforce' | 'warn' | 'off' | null,
  accept: readonly string[] = [],
): SecurityEvent[] {
  const events: SecurityEvent[] = [];
  auditStore([FINDING], { mode, accept }, {}, (event) => void events.push(event));
  return events;
}

describe('auditStore', () => {
  it('throws what is not accepted, as sentences with their cure', () => {
    expect(() => audit('enforce')).toThrow(
      "It forgets: set appendonly. If it is on purpose: audit: { accept: ['store_not_durable'] }.",
    );
  });

  it('reports it where findings are warnings', () => {
    expect(audit('warn')).toEqual([
      {
        event: 'audit',
        code: 'store_not_durable',
        reason: expect.stringContaining('set appendonly. If it is on purpose') as string,
      },
    ]);
  });

  it('says nothing of what is accepted, or if it is off', () => {
    expect([audit('enforce', ['store_not_durable']), audit('off')]).toEqual([[], []]);
  });
});
