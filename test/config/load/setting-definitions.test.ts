import { describe, expect, it } from 'vitest';
import {
  isFileName,
  settingOf,
  writableNames,
} from '../../../src/config/load/setting-definitions.ts';
import { optionNames } from '../../../src/config/options.ts';
import { loadSettings } from '../../../src/config/load/load-settings.ts';

/** What pyramid_jwt reads from ini files; a site that moves keeps its file. */
const ORIGINAL =
  'private_key public_key algorithm expiration leeway audience http_header auth_type cookie_name cookie_path cookie_reissue_time https_only_cookie';

describe('the names of settings', () => {
  it('are those of the original and more', () => {
    for (const name of ORIGINAL.split(' ')) expect(writableNames).toContain(name);
  });

  it('lead each to an option that there is', () => {
    for (const name of writableNames) {
      const setting = settingOf(name);
      expect(setting).not.toBeNull();
      if (setting?.target === 'security') expect(optionNames).toContain(setting.option);
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
    };
    const last = {
      JWT_COOKIE_SESSION_LIFETIME: '1h',
      JWT_COOKIE_FORMAT: 'jwt',
      JWT_COOKIE_TRUSTED_ORIGINS: 'https://b.example',
    };
    const { options, provenance } = loadSettings({ env: { ...sample, ...rest, ...last } });
    expect(options.policies).toHaveLength(2);
    expect(provenance).toHaveLength(11);
  });

  it('of files speak of the setting whose value is in the file', () => {
    expect(settingOf('private_key_file')).toBe(settingOf('private_key'));
    expect([
      isFileName('public_key_file'),
      isFileName('public_key'),
      isFileName('typ_file'),
    ]).toEqual([true, false, false]);
    expect([settingOf('typ_file'), settingOf('constructor')]).toEqual([null, null]);
  });
});
