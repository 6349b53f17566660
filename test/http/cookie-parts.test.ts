import { expect, it } from 'vitest';
import { cookieParts } from '../../src/http/cookie-parts.ts';
import { cookieWriter } from '../../src/http/set-cookie.ts';

const PLAIN = { name: 'a', path: '/', domain: null, secure: false, sameSite: 'lax' } as const;

it('has every attribute that we write', () => {
  const writer = cookieWriter({
    name: 'session',
    path: '/shop',
    domain: 'example.com',
    secure: true,
    sameSite: 'none',
    partitioned: true,
  });
  expect(cookieParts(writer.set('a=b==', 60, 1_700_000_000))).toEqual({
    name: 'session',
    value: 'a=b==',
    path: '/shop',
    domain: 'example.com',
    maxAge: 60,
    expires: new Date(1_700_000_060_000),
    secure: true,
    httpOnly: true,
    sameSite: 'none',
    partitioned: true,
  });
});

it('leaves out what a cookie does not have', () => {
  expect(cookieParts(cookieWriter(PLAIN).set('b', null, 0))).toEqual({
    name: 'a',
    value: 'b',
    path: '/',
    secure: false,
    httpOnly: true,
    sameSite: 'lax',
    partitioned: false,
  });
});

it('says of a cleared cookie that its lifetime is 0', () => {
  expect(cookieParts(cookieWriter(PLAIN).clear)).toMatchObject({ value: '', maxAge: 0 });
});
