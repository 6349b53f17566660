import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { inspect } from 'node:util';
import { describe, expect, it } from 'vitest';
import type { CookiePolicy } from '../../../src/authn/cookie.ts';
import { KeyText } from '../../../src/keys/import/key-text.ts';
import { ConfigurationError } from '../../../src/options/configuration-error.ts';
import { createSecurity } from '../../../src/config/create-security.ts';
import type { Settings } from '../../../src/config/load/load-settings.ts';
import { loadSettings } from '../../../src/config/load/load-settings.ts';

const secret = 'test-only-5p2Yk0vQ8mZr7LxWcN3dHfJ6sTgB1uEaPoIiKqMyRzXvCwDnGhLjUbSt4eF9';
const folder = mkdtempSync(join(tmpdir(), 'settings-'));
function file(text: string, name = 'app.ini'): string {
  writeFileSync(join(folder, name), text);
  return join(folder, name);
}
function faultsOf(act: () => unknown): readonly string[] {
  try {
    act();
  } catch (error) {
    if (error instanceof ConfigurationError) return error.faults;
  }
  return [];
}

/** The options as JSON, in which a key is hidden. */
function shown({ options }: Settings): unknown {
  return JSON.parse(JSON.stringify(options));
}

describe('loadSettings', () => {
  it('reads an ini section and the environment, which wins, and reports where each setting came from', () => {
    const ini = file(
      `[app:main]\njwt.private_key = ${secret}\njwt.expiration = 900\njwt.leeway=5\nother.key = 1\n[server:main]\njwt.leeway = 9\n`,
    );
    const settings = loadSettings({
      file: ini,
      env: { JWT_EXPIRATION: '2h', HOME: '/' },
    });
    const { options, provenance } = settings;
    expect(shown(settings)).toEqual({ privateKey: '(hidden)', expiration: 7200, leeway: 5 });
    expect(provenance.find(({ name }) => name === 'jwt.expiration')).toEqual({
      name: 'jwt.expiration',
      value: '2h',
      source: 'JWT_EXPIRATION in the environment',
      shadows: [`${ini}, [app:main]`],
    });
    expect(createSecurity({ ...options, audit: 'off' })).toBeDefined();
  });

  it('makes the policies that the settings describe, with durations, booleans and lists', () => {
    const { options } = loadSettings({
      env: {
        JWT_COOKIE_REISSUE_TIME: '5m',
        JWT_HTTPS_ONLY_COOKIE: 'false',
        JWT_COOKIE_DOMAINS: 'a.example, b.example',
        JWT_AUTH_TYPE: 'Token',
      },
    });
    expect(options.policies?.map(({ kind }) => kind)).toEqual(['header', 'cookie']);
    const cookie = options.policies?.[1] as CookiePolicy | undefined;
    expect(cookie?.settings).toMatchObject({
      reissueTime: 300,
      httpsOnly: false,
      domains: ['a.example', 'b.example'],
    });
  });

  it('reads a key from a file of its own', () => {
    const { options } = loadSettings({
      env: { JWT_PRIVATE_KEY_FILE: file(`${secret}\n`, 'secret') },
    });
    expect(KeyText.reveal(options.privateKey)).toBe(secret);
  });

  it('reports every fault of both sources at once, each with its name, its place and its cure', () => {
    const ini = file(
      '[app:main]\njwt.expiratoin = 1\njwt.leeway = soon\njwt.https_only_cookie = maybe\njwt.cookie_path = below\n',
    );
    const env = {
      JWT_PRIVATE_KEY: '',
      JWT_COOKIE_NAM: 'x',
      JWT_PUBLIC_KEY_FILE: join(folder, 'nowhere'),
      JWT_MAX_TOKEN_LENGTH: '1e3',
      JWT_AUDIENCE: 'a,,b',
      JWT_ALGORITHM: 'hs512',
    };
    const faults = faultsOf(() => loadSettings({ file: ini, env }));
    const place = `${ini}, [app:main]`;
    for (const part of [
      `jwt.expiratoin in ${place} is not a setting: did you mean jwt.expiration?`,
      `jwt.leeway in ${place} is not a duration`,
      `jwt.https_only_cookie in ${place} is not a boolean`,
      `(jwt.cookie_path in ${place})`,
      'JWT_PRIVATE_KEY in the environment is empty: set it',
      'JWT_COOKIE_NAM in the environment is not a setting: did you mean JWT_COOKIE_NAME?',
      'JWT_PUBLIC_KEY_FILE in the environment names a file that cannot be read',
      'JWT_MAX_TOKEN_LENGTH in the environment is not a whole number',
      'JWT_AUDIENCE in the environment has an empty item',
      'JWT_ALGORITHM in the environment is not known: write one of HS256',
    ]) {
      expect(faults.filter((fault) => fault.includes(part))).toHaveLength(1);
    }
    expect(faults).toHaveLength(10);
    expect(() => loadSettings({ file: ini, env })).toThrow(
      expect.objectContaining({ code: 'settings_invalid' }),
    );
  });

  it('returns options that createSecurity accepts', () => {
    const env = {
      JWT_PRIVATE_KEY: secret,
      JWT_EXPIRATION: 'never',
      JWT_TYP: 'at+jwt',
      JWT_REQUIRED_CLAIMS: 'sub, jti',
    };
    const settings = loadSettings({ env });
    expect(shown(settings)).toEqual({
      privateKey: '(hidden)',
      expiration: 'never',
      typ: ['at+jwt'],
      requiredClaims: ['sub', 'jti'],
    });
    expect(createSecurity({ ...settings.options, audit: 'off' })).toBeDefined();
  });

  it('prints no key, and keeps the key when the options are spread', () => {
    const settings = loadSettings({ env: { JWT_PRIVATE_KEY: secret } });
    for (const part of [settings, settings.options, settings.provenance]) {
      for (const customInspect of [true, false])
        expect(inspect(part, { depth: null, showHidden: true, customInspect })).not.toContain(
          secret,
        );
      expect(JSON.stringify([part, structuredClone(part)])).not.toContain(secret);
    }
    expect(inspect(settings)).toContain('(hidden)');
    expect(KeyText.reveal({ ...settings.options }.privateKey)).toBe(secret);
    expect(Object.keys({ ...settings.options })).toEqual(['privateKey']);
  });

  it('returns frozen objects', () => {
    const settings = loadSettings({ env: { JWT_AUDIENCE: 'a', JWT_AUTH_TYPE: 'Token' } });
    for (const part of [
      settings,
      settings.options,
      settings.options.audience,
      settings.options.policies,
      settings.provenance,
    ]) {
      expect(Object.isFrozen(part)).toBe(true);
    }
  });

  it('returns policies only if a setting is about them, and no cookie policy if none is about cookies', () => {
    expect(loadSettings({ env: { JWT_LEEWAY: '5' } }).options).not.toHaveProperty('policies');
    expect(
      loadSettings({ env: { JWT_HTTP_HEADER: 'X-Token' } }).options.policies?.map(
        ({ kind }) => kind,
      ),
    ).toEqual(['header']);
  });

  it('reads another prefix, and then ignores the default one', () => {
    const settings = loadSettings({
      prefix: 'shop',
      env: { SHOP_LEEWAY: '5', JWT_LEEWAY: 'x', JWT_NONSENSE: '1' },
    });
    expect(shown(settings)).toEqual({ leeway: 5 });
    expect(settings.provenance[0]?.name).toBe('shop.leeway');
    expect(() => loadSettings({ prefix: '', env: {} })).toThrow(
      expect.objectContaining({
        code: 'options_invalid',
        message: expect.stringContaining('prefix'),
      }),
    );
  });

  it('refuses a misspelt option, because nothing would be read', () => {
    expect(faultsOf(() => loadSettings({ fiel: 'app.ini', env: {} } as object)).join()).toContain(
      'did you mean file?',
    );
  });
  it('names the setting in faults that createSecurity finds later', () => {
    const ini = file(`[app:main]\njwt.private_key = ${secret}\njwt.max_token_length = 3\n`);
    const { options } = loadSettings({ file: ini, env: { JWT_LEEWAY: '1h' } });
    expect(faultsOf(() => createSecurity(options))).toEqual([
      expect.stringMatching(/^JWT_LEEWAY in the environment must be a duration of at most 300/),
      expect.stringMatching(/^jwt\.max_token_length in .*app\.ini, \[app:main\] must be a whole/),
    ]);
    expect(faultsOf(() => createSecurity({ ...options, leeway: 0, maxTokenLength: 5 }))).toEqual([
      expect.stringMatching(/^maxTokenLength must be/),
    ]);
    const short = loadSettings({ env: { JWT_PUBLIC_KEY: 'x', JWT_ALGORITHM: 'ES256' } });
    expect(faultsOf(() => createSecurity(short.options))).toEqual([
      expect.stringMatching(/^JWT_PUBLIC_KEY in the environment is not PEM/),
    ]);
  });

  it('accepts findings of the audit by a setting', () => {
    const env = { JWT_PRIVATE_KEY: secret, JWT_EXPIRATION: 'never' };
    const accept = (names: string) => () =>
      createSecurity(loadSettings({ env: { ...env, JWT_AUDIT_ACCEPT: names } }).options);
    expect(accept('no_expiration')).not.toThrow();
    expect(faultsOf(accept('short_secret, no_expiratoin'))).toEqual([
      'JWT_AUDIT_ACCEPT in the environment names no finding "no_expiratoin": did you mean no_expiration?',
    ]);
  });
});
