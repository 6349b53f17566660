import { afterEach, describe, expect, it, vi } from 'vitest';
import { cookiePolicy } from '../../src/authn/cookie.ts';
import type { SecurityEvent } from '../../src/base/events.ts';
import type { AuditInput } from '../../src/config/audit.ts';
import type { CheckedAudit } from '../../src/config/audit-options.ts';
import { loadSettings } from '../../src/config/load/load-settings.ts';
import { defaultAuditMode, runAudit } from '../../src/config/run-audit.ts';
import type { Key } from '../../src/keys/key-set.ts';
import { keyRing } from '../../src/keys/keyring.ts';
import { resolveKeys } from '../../src/keys/resolve-keys.ts';
import { ConfigurationError } from '../../src/options/configuration-error.ts';
import { SECRET } from '../support/security.ts';

const insecure: AuditInput = {
  keys: resolveKeys(
    keyRing([
      { kid: 'new', privateKey: SECRET },
      { kid: 'old', privateKey: 'K7#pQ2!x', until: '2023-12-31' },
    ]),
    'HS512',
  ),
  secrets: [],
  isRing: true,
  expiration: 900,
  expirationGiven: true,
  policies: [cookiePolicy({ httpsOnly: false })],
  cacheFor: null,
  hasRevocation: false,
  options: {},
};

function run(audit: Partial<CheckedAudit>, input: AuditInput = insecure) {
  const events: SecurityEvent[] = [];
  let faults: readonly string[] = [];
  try {
    runAudit({ mode: 'enforce', accept: [], ...audit }, input, (event) => void events.push(event));
  } catch (error) {
    if (!(error instanceof ConfigurationError)) throw error;
    expect(error.code).toBe('audit_failed');
    faults = error.faults;
  }
  return { faults, codes: events.map(({ code }) => code), events };
}

describe('runAudit', () => {
  it('throws all findings, each with the word that accepts it', () => {
    const { faults, codes } = run({});
    expect(faults).toHaveLength(2);
    expect(faults[0]).toMatch(/If it is on purpose: audit: { accept: \['short_secret:old'\] }\.$/);
    expect(faults[1]).toMatch(/accept: \['insecure_cookie:Authorization'\]/);
    expect(codes).toEqual([]);
  });

  it('reports findings as events in the mode warn, and does not look in the mode off', () => {
    const { faults, events, codes } = run({ mode: 'warn' });
    expect(faults).toEqual([]);
    expect(codes).toEqual(['short_secret', 'insecure_cookie']);
    expect(events[0]).toMatchObject({ event: 'audit', reason: expect.stringContaining('accept') });
    expect(run({ mode: 'off', accept: ['csrf_off'] })).toMatchObject({ faults: [], codes: [] });
  });

  it('accepts a finding everywhere, or for one key or cookie', () => {
    for (const accept of [
      ['short_secret', 'insecure_cookie'],
      ['short_secret:old', 'insecure_cookie:Authorization'],
    ])
      expect(run({ accept })).toMatchObject({ faults: [], codes: [] });
    expect(run({ accept: ['short_secret:new', 'insecure_cookie'] }).faults).toHaveLength(1);
    expect(run({ accept: ['short_secret:old2', 'insecure_cookie'] }).faults).toHaveLength(1);
  });

  it('does not accept a weak key that another one replaced, unless it has an end', () => {
    const keys = insecure.keys.map((key) => ({ ...key, until: undefined }) as unknown as Key);
    const accept = ['short_secret:old', 'insecure_cookie'];
    const { faults } = run({ accept }, { ...insecure, keys });
    expect(faults).toEqual([expect.stringMatching(/^keys\[1\] has 8 bytes.* also needs until: /)]);
    expect(run({ accept, mode: 'warn' }, { ...insecure, keys }).codes).toEqual(['short_secret']);
    const [signing] = keys.slice(1);
    expect(run({ accept }, { ...insecure, keys: [signing as Key] }).faults).toEqual([]);
  });

  it('reports an accepted name that finds nothing, whatever the mode', () => {
    const accept = ['short_secret', 'insecure_cookie', 'csrf_off', 'short_secret:gone'];
    for (const mode of ['enforce', 'warn'] as const) {
      const { codes, events } = run({ mode, accept });
      expect(codes).toEqual(['csrf_off', 'short_secret:gone']);
      expect(events[0]?.reason).toMatch(
        /^audit\.accept has "csrf_off", which the audit does not find: remove it/,
      );
    }
  });

  it('names settings by their names, and how to accept a finding there', () => {
    const env = { JWT_PRIVATE_KEY: 'K7#pQ2!x', JWT_HTTPS_ONLY_COOKIE: 'no' };
    const { options } = loadSettings({ env });
    const { faults } = run(
      {},
      {
        ...insecure,
        keys: resolveKeys({ privateKey: options.privateKey }, 'HS512'),
        isRing: false,
        policies: options.policies ?? [],
        options,
      },
    );
    expect(faults[0]).toMatch(/^JWT_PRIVATE_KEY in the environment has 8 bytes/);
    expect(faults[0]).toMatch(/ or JWT_AUDIT_ACCEPT = short_secret\.$/);
    expect(faults[1]).toMatch(/^JWT_HTTPS_ONLY_COOKIE in the environment is false/);
  });
});

describe('defaultAuditMode', () => {
  afterEach(() => vi.unstubAllEnvs());

  it.each([
    ['development', 'warn'],
    ['test', 'warn'],
    ['production', 'enforce'],
    ['Development', 'enforce'],
    ['staging', 'enforce'],
    ['', 'enforce'],
    [undefined, 'enforce'],
  ])('for NODE_ENV %s is %s', (environment, mode) => {
    vi.stubEnv('NODE_ENV', environment);
    expect(defaultAuditMode()).toBe(mode);
  });

  it('is enforce if the environment may not be read', () => {
    vi.spyOn(process, 'env', 'get').mockImplementation(() => {
      throw new Error('Requires env access');
    });
    expect(defaultAuditMode()).toBe('enforce');
    vi.restoreAllMocks();
  });
});
