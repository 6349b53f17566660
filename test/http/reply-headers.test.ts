import { describe, expect, it } from 'vitest';
import type { HeaderValue, MutableHeaders } from '../../src/http/reply-headers.ts';
import { mergeHeader, mergeInto } from '../../src/http/reply-headers.ts';

const COOKIE = '__Host-a=new; Path=/; Secure';

describe('mergeHeader', () => {
  it.each([
    ['an absent field', 'Vary', undefined, 'Cookie', 'Cookie'],
    ['a field that is null, as Headers.get says', 'Vary', null, 'Cookie', 'Cookie'],
    ['an empty Vary', 'Vary', '', 'Cookie', 'Cookie'],
    ['a Vary of another field', 'Vary', 'Origin', 'Cookie', 'Origin, Cookie'],
    ['a Vary that has it', 'Vary', 'Origin, Cookie', 'Cookie', 'Origin, Cookie'],
    ['a Vary that has it in another case', 'Vary', 'cookie', 'Cookie', 'cookie'],
    [
      'a Vary that has one of two',
      'Vary',
      'Cookie',
      'Authorization, Cookie',
      'Cookie, Authorization',
    ],
    ['a Vary of *', 'Vary', '*', 'Cookie', '*'],
    ['a Vary of * among others', 'Vary', 'Origin, *', 'Cookie', 'Origin, *'],
    ['a Vary written without spaces', 'Vary', 'Accept,Cookie', 'Cookie', 'Accept,Cookie'],
    ['a Vary that is a list', 'Vary', ['Accept', 'Cookie'], 'Cookie', 'Accept,Cookie'],
    ['a Vary whose name contains ours', 'Vary', 'X-Cookie', 'Cookie', 'X-Cookie, Cookie'],
    ['a field vary in lower case', 'vary', 'Origin', 'Cookie', 'Origin, Cookie'],
    ['Cache-Control', 'Cache-Control', 'public, max-age=60', 'no-store', 'no-store'],
    ['a number', 'Content-Length', 7, '9', '9'],
  ] as [string, string, HeaderValue, string, string][])(
    'for %s: %s %j and %j become %j',
    (_, name, before, value, expected) => {
      expect(mergeHeader(name, before, value)).toEqual(expected);
    },
  );

  it.each([
    ['none before', undefined, COOKIE],
    ['another cookie', 'b=1', ['b=1', COOKIE]],
    ['several other cookies', ['b=1', 'c=2'], ['b=1', 'c=2', COOKIE]],
    ['one of the same name, domain and path', '__Host-a=old; Path=/', [COOKIE]],
    [
      'one of the same place among others',
      ['b=1', '__Host-a=old; Path=/', 'c=2'],
      ['b=1', 'c=2', COOKIE],
    ],
    ['one of another path', '__Host-a=old; Path=/app', ['__Host-a=old; Path=/app', COOKIE]],
    [
      'one of another domain',
      '__Host-a=old; Path=/; Domain=a.example',
      ['__Host-a=old; Path=/; Domain=a.example', COOKIE],
    ],
    ['one without a path, which is that of the page', '__Host-a=old', ['__Host-a=old', COOKIE]],
    ['one of a longer name', '__Host-ab=1; Path=/', ['__Host-ab=1; Path=/', COOKIE]],
    ['one that has ours in its value', 'b=__Host-a=1; Path=/', ['b=__Host-a=1; Path=/', COOKIE]],
    ['one without a name', 'old; Path=/', ['old; Path=/', COOKIE]],
    ['one whose name differs in case', '__host-A=old; Path=/', ['__host-A=old; Path=/', COOKIE]],
    ['one with spaces and attributes in another case', ' __Host-a =old;path=/ ;SECURE', [COOKIE]],
    ['one whose last path is ours', '__Host-a=old; Path=/x; Path=/', [COOKIE]],
  ] as [string, HeaderValue, unknown][])(
    'sets a cookie beside or in place of %s (RFC 6265bis §5.7)',
    (_, before, expected) => {
      expect(mergeHeader('Set-Cookie', before, COOKIE)).toEqual(expected);
    },
  );

  it.each(['a.example', 'A.EXAMPLE', '.a.example'])(
    'replaces a cookie of the same domain, written as %s',
    (domain) => {
      const ours = 'a=new; Path=/; Domain=a.example';
      expect(mergeHeader('Set-Cookie', `a=old; Domain=${domain}; Path=/`, ours)).toEqual([ours]);
    },
  );
});

describe('mergeInto', () => {
  const merged = (before: [string, string][], ours: [string, string][]) => {
    const headers = new Headers(before);
    mergeInto(headers, ours);
    return [...headers];
  };

  it('keeps the Vary of the application and names each field once', () => {
    const vary: [string, string] = ['Vary', 'Authorization, Cookie'];
    expect(merged([['Vary', 'Cookie, Origin']], [vary])).toEqual([
      ['vary', 'Cookie, Origin, Authorization'],
    ]);
  });

  it('replaces a cookie of the same name, domain and path, and keeps the others', () => {
    const before: [string, string][] = [
      ['Set-Cookie', 'b=1'],
      ['Set-Cookie', '__Host-a=old; Path=/'],
      ['Set-Cookie', 'c=2'],
    ];
    expect(merged(before, [['Set-Cookie', COOKIE]])).toEqual([
      ['set-cookie', 'b=1'],
      ['set-cookie', 'c=2'],
      ['set-cookie', COOKIE],
    ]);
  });

  it('sets two cookies of ours that differ in their domain', () => {
    const ours: [string, string][] = [
      ['Set-Cookie', 'a=1; Path=/; Domain=a.example'],
      ['Set-Cookie', 'a=1; Path=/; Domain=b.example'],
    ];
    expect(merged([], ours).map(([, value]) => value)).toEqual(ours.map(([, value]) => value));
  });

  it('replaces a partitioned cookie by a partitioned one only', () => {
    const [plain, other] = ['a=1; Path=/', 'a=2; Path=/; Secure; Partitioned'];
    const before: [string, string][] = [['Set-Cookie', plain]];
    expect(merged(before, [['Set-Cookie', other]]).map(([, value]) => value)).toEqual([
      plain,
      other,
    ]);
    expect(
      merged([...before, ['Set-Cookie', other]], [['Set-Cookie', 'a=3; Path=/; partitioned']]),
    ).toEqual([
      ['set-cookie', plain],
      ['set-cookie', 'a=3; Path=/; partitioned'],
    ]);
  });

  it('replaces any other field', () => {
    expect(merged([['Cache-Control', 'public']], [['Cache-Control', 'no-store']])).toEqual([
      ['cache-control', 'no-store'],
    ]);
  });

  it('deletes no cookie of an object that cannot list them', () => {
    const cookies = ['theme=dark'];
    const headers: MutableHeaders = {
      get: () => cookies.join(', '),
      set: () => {},
      append: (_name, value) => void cookies.push(value),
      delete: () => void cookies.splice(0),
    };
    mergeInto(headers, [['Set-Cookie', COOKIE]]);
    expect(cookies).toEqual(['theme=dark', COOKIE]);
  });

  it('appends cookies to an object that cannot list or delete them', () => {
    const written: [string, string][] = [];
    const headers: MutableHeaders = {
      get: () => null,
      set: (name, value) => void written.push([name, value]),
      append: (name, value) => void written.push([name, value]),
    };
    mergeInto(headers, [['Set-Cookie', COOKIE]]);
    expect(written).toEqual([['Set-Cookie', COOKIE]]);
  });
});
