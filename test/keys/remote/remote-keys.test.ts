import { describe, expect, it } from 'vitest';
import { remoteKeys } from '../../../src/index.ts';
import { faultsOf } from '../sample-keys.ts';

const jwksUrl = 'https://login.example.com/jwks';
const faults = (location: object, options: object = {}): readonly string[] =>
  faultsOf(() => remoteKeys(location as { jwksUrl: string }, options));

describe('remoteKeys', () => {
  it('takes one location', () => {
    expect(faults({})).toEqual([expect.stringContaining('either issuer or jwksUrl')]);
    expect(faults({ issuer: 'https://a.example', jwksUrl })).toHaveLength(1);
    expect(faults({ jwksUri: jwksUrl })).toEqual([expect.stringContaining('jwksUri')]);
    expect(faults({ issuer: 'http://a.example' })).toEqual([expect.stringContaining('https')]);
    expect(faults({ issuer: 'https://a.example?a=b' })).toHaveLength(1);
  });

  it.each([
    { algorithms: [] },
    { algorithms: ['HS256'] },
    { algorithms: ['none'] },
    { timeout: 0 },
    { timeout: '31s' },
    { coolDown: 0 },
    { staleIfError: '25h' },
    { fetch: 'fetch' },
    { cache: {} },
    { monotonicClock: 0 },
    { retries: 3 },
  ])('reports %j with its name', (options) => {
    const [name] = Object.keys(options) as [string];
    expect(faults({ jwksUrl }, options)).toEqual([expect.stringContaining(name)]);
  });

  it('reports all faults together', () => {
    expect(faults({ jwksUrl: 'ftp://a' }, { timeout: -1, fetch: 1 })).toHaveLength(3);
  });

  it('does nothing before it is used', () => {
    const keys = remoteKeys({ jwksUrl }, { fetch: () => expect.fail('fetched') });
    expect(keys.current.all).toEqual([]);
    expect(keys.isEmpty).toBe(true);
  });
});
