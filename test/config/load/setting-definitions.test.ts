import { describe, expect, it } from 'vitest';
import {
  definitionOf,
  isFileSetting,
  isSecret,
  settingNames,
} from '../../../src/config/load/setting-definitions.ts';
import { optionNames } from '../../../src/config/options.ts';
import { loadSettings } from '../../../src/config/load/load-settings.ts';

/** The settings of pyramid_jwt: a site that moves keeps its ini file. */
const ORIGINAL =
  'private_key public_key algorithm expiration leeway audience http_header auth_type cookie_name cookie_path cookie_reissue_time https_only_cookie';

describe('the settings', () => {
  it('include all settings of pyramid_jwt', () => {
    for (const name of ORIGINAL.split(' ')) expect(settingNames).toContain(name);
  });

  it('each set an option that exists', () => {
    for (const name of settingNames) {
      const definition = definitionOf(name);
      expect(definition, name).not.toBeNull();
      if (definition?.target === 'security') expect(optionNames).toContain(definition.option);
    }
    const sample = {
      JWT_HTTP_HEADER: 'X-Token',
      JWT_COOKIE_NAME: 'session',
      JWT_COOKIE_PATH: '/',
      JWT_HTTPS_ONLY_COOKIE: 'yes',
    };
    const rest = {
      JWT_COOKIE_SAME_SITE: 'lax',
      JWT_COOKIE_DOMAINS: 'a.example',
      JWT_COOKIE_REISSUE_TIME: '1m',
      JWT_COOKIE_CSRF: 'yes',
      JWT_COOKIE_PARTITIONED: 'no',
    };
    const last = {
      JWT_COOKIE_SESSION_LIFETIME: '1h',
      JWT_COOKIE_FORMAT: 'jwt',
      JWT_COOKIE_TRUSTED_ORIGINS: 'https://b.example',
    };
    const { options, provenance } = loadSettings({ env: { ...sample, ...rest, ...last } });
    expect(options.policies).toHaveLength(2);
    expect(provenance).toHaveLength(12);
  });

  it('have the same definition under the name of a file setting', () => {
    expect(definitionOf('private_key_file')).toBe(definitionOf('private_key'));
    expect([
      isFileSetting('public_key_file'),
      isFileSetting('public_key'),
      isFileSetting('typ_file'),
    ]).toEqual([true, false, false]);
    expect([definitionOf('typ_file'), definitionOf('constructor')]).toEqual([null, null]);
  });

  it('are secret if they hold a key, not if they hold the path of one', () => {
    expect(settingNames.filter(isSecret)).toEqual(['private_key', 'public_key']);
  });
});
