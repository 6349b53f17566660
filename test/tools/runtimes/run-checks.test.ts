import { describe, expect, it } from 'vitest';
import { ROOT } from '../../support/gate.ts';

const { failedChecks } = (await import(`${ROOT}tools/runtimes/run-checks.mjs`)) as {
  readonly failedChecks: (results: Readonly<Record<string, string | null>>) => readonly string[];
};

describe('failedChecks', () => {
  it('names each check that failed, with its error', () => {
    expect(failedChecks({ 'HS256, PEM': null, 'ES256, JWK': 'Error: no key' })).toEqual([
      'ES256, JWK: Error: no key',
    ]);
  });

  it('reports a failure without a message', () => {
    expect(failedChecks({ 'HS256, PEM': '' })).toEqual(['HS256, PEM: ']);
  });

  it('is a failure of its own if no check ran', () => {
    expect(failedChecks({})).toEqual(['it ran no check']);
  });
});
