import { describe, expect, it } from 'vitest';
import { listView } from '../../src/http/request-view.ts';
import { isPreflight } from '../../src/security/preflight.ts';

const REAL = { Origin: 'https://app.example', 'Access-Control-Request-Method': 'PUT' };

function judge(method: string, headers: Readonly<Record<string, string | string[]>>): boolean {
  const fields = Object.entries(headers).flatMap(([name, values]) =>
    [values].flat().map((value): [string, string] => [name, value]),
  );
  return isPreflight(listView({ method, secure: true, url: '/page', fields }));
}

describe('isPreflight', () => {
  it('accepts OPTIONS with an origin and the method that is asked for', () => {
    expect(judge('OPTIONS', REAL)).toBe(true);
    expect(judge('OPTIONS', { ...REAL, Origin: 'null' })).toBe(true);
    expect(judge('OPTIONS', { ...REAL, 'Access-Control-Request-Headers': 'x-own' })).toBe(true);
  });

  it.each(['GET', 'HEAD', 'POST', 'options', 'Options', 'OPTIONS ', 'PROPFIND', ''])(
    'refuses the method %j with the headers of a preflight (R087)',
    (method) => {
      expect(judge(method, REAL)).toBe(false);
    },
  );

  it.each([
    {},
    { Origin: REAL.Origin },
    { 'Access-Control-Request-Method': 'PUT' },
    { ...REAL, Origin: '' },
    { ...REAL, Origin: 'https://a.example https://b.example' },
    { ...REAL, Origin: 'https://a.example, https://b.example' },
    { ...REAL, Origin: ['https://a.example', 'https://b.example'] },
    { ...REAL, 'Access-Control-Request-Method': '' },
    { ...REAL, 'Access-Control-Request-Method': 'PUT, GET' },
    { ...REAL, 'Access-Control-Request-Method': ['PUT', 'GET'] },
  ])('refuses OPTIONS without both headers, or with several values: %j', (headers) => {
    expect(judge('OPTIONS', headers as never)).toBe(false);
  });

  it.each(['X-HTTP-Method-Override', 'X-HTTP-Method', 'X-Method-Override'])(
    'refuses a method that only %s names (R086)',
    (name) => {
      expect(judge('POST', { ...REAL, [name]: 'OPTIONS' })).toBe(false);
    },
  );
});
