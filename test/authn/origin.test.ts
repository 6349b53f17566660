import { describe, expect, it } from 'vitest';
import {
  isOrigin,
  isWebOrigin,
  originFault,
  originFromHost,
  ownOrigins,
} from '../../src/authn/origin.ts';
import { ConfigurationError } from '../../src/options/configuration-error.ts';
import { view } from '../support/security.ts';

const WEB = [
  'https://app.example.com',
  'http://localhost:5173',
  'https://[::1]:8443',
  'https://xn--bcher-kva.example',
  'https://tauri.localhost',
];
const APPLICATIONS = [
  'capacitor://localhost',
  'ionic://localhost',
  'tauri://localhost',
  'chrome-extension://abcdefghijklmnopabcdefghijklmnop',
  'moz-extension://5c4cbbf6-f0f8-4b9c-a1e8-0d9c5f4b2f00',
  'safari-web-extension://E2A1F3B4-0000-4000-8000-0123456789AB',
  'app://localhost:8080',
];
const NONE = [
  'null',
  '',
  '*',
  'app.example.com',
  'https://app.example.com/',
  'https://App.example.com',
  'https://a:443',
  'http://a:80',
  'https://*.example.com',
  'https://*.example',
  'chrome-extension://*',
  'capacitor://localhost/',
  'capacitor://user@localhost',
  'Capacitor://localhost',
  'https://user:hunter2@a.example',
  'https://a.example,https://b.example',
  'https://a,b',
  'file://a',
  'file:///a',
  'ws://a',
  'wss://a.example',
  'javascript://a',
  'about:blank',
  'https://b\u00fccher.example',
  4,
  null,
];

describe('isOrigin', () => {
  it.each([...WEB, ...APPLICATIONS])('is true for %s', (value) => {
    expect(isOrigin(value)).toBe(true);
  });

  it.each(NONE)('is false for %j', (value) => {
    expect(isOrigin(value)).toBe(false);
  });
});

describe('isWebOrigin', () => {
  it.each(WEB)('is true for %s', (value) => {
    expect(isWebOrigin(value)).toBe(true);
  });

  it.each([...APPLICATIONS, ...NONE])('is false for %j', (value) => {
    expect(isWebOrigin(value)).toBe(false);
  });
});

describe('originFault', () => {
  it.each([
    ['https://*.example', /wildcard.*write each origin/],
    ['null', /sandboxed/],
    ['https://App.example.com/', /write "https:\/\/app\.example\.com"$/],
    ['https://a.example:443', /write "https:\/\/a\.example"$/],
    ['wss://a.example/socket', /write "https:\/\/a\.example"$/],
    ['capacitor://localhost/', /write "capacitor:\/\/localhost"$/],
    ['app.example.com', /write "https:\/\/app\.example\.com"$/],
    ['https://b\u00fccher.example', /write "https:\/\/xn--bcher-kva\.example"$/],
    [7, /not a string/],
  ])('says for %s how to mend it', (value, cure) => {
    expect(originFault('origin', value)).toMatch(/^origin has /);
    expect(originFault('origin', value)).toMatch(cure);
  });

  it('repeats no password', () => {
    expect(originFault('origin', 'https://user:hunter2@a.example')).not.toContain('hunter2');
  });
});

describe('originFromHost', () => {
  it.each([
    [true, 'example.com:443', ['https://example.com']],
    [false, 'example.com:443', ['http://example.com:443']],
    [true, 'user@example.com', []],
  ])('for a connection that is encrypted: %j, with Host %s, is %j', (secure, host, origins) => {
    expect(originFromHost(view({ host }, { secure }))).toEqual(origins);
  });

  it('is empty without Host, and for several of them', () => {
    expect(originFromHost(view())).toEqual([]);
    expect(originFromHost(view({ host: ['a.example', 'a.example'] }))).toEqual([]);
  });
});

describe('ownOrigins', () => {
  it('returns the one origin, or the list', () => {
    expect(ownOrigins('https://a.example')(view())).toEqual(['https://a.example']);
    expect(ownOrigins(['https://a.example', 'https://b.example'])(view())).toHaveLength(2);
  });

  it('asks a function with the view of each request', () => {
    const own = ownOrigins((request) => `https://${String(request.header('host'))}`);
    expect(own(view({ host: 'a.example' }))).toEqual(['https://a.example']);
    expect(own(view({ host: 'b.example' }))).toEqual(['https://b.example']);
  });

  it.each([null, undefined, []])('takes %j from a function as: this host is not ours', (none) => {
    expect(ownOrigins(() => none)(view())).toEqual([]);
  });

  it.each([
    'https://a.example/',
    '',
    ['https://a.example', 7],
    'https://*.example',
    'capacitor://localhost',
    false,
    {},
  ])('throws for something else that a function returns: %j', (answer) => {
    expect(() => ownOrigins(() => answer as never)(view())).toThrow(ConfigurationError);
  });

  it('throws for a promise, and drops its rejection', () => {
    const own = ownOrigins((() => Promise.reject(new Error('late'))) as never);
    expect(() => own(view())).toThrow(ConfigurationError);
  });
});
