import { expect, it } from 'vitest';
import { ServerView } from '../../../src/adapters/next/server-view.ts';

const viewOf = (headers: Record<string, string>, cookies: string | null = null): ServerView =>
  new ServerView(new Headers(headers), cookies);

it.each(['origin', 'content-type', 'next-action'])(
  'takes a request with %s for one that writes',
  (name) => {
    expect(viewOf({ [name]: 'x' }).method).toBe('POST');
    expect(viewOf({ rsc: '1', accept: '*/*' }).method).toBe('GET');
  },
);

it('reads the scheme as Next does, from the header that Next sets', () => {
  const schemes = ['https', 'https, http', 'http', 'httpsx', ''];
  expect(schemes.map((scheme) => viewOf({ 'x-forwarded-proto': scheme }).secure)).toEqual([
    true,
    true,
    false,
    false,
    false,
  ]);
});

it('has the address that the proxy passed on, or none', () => {
  expect([viewOf({ 'x-pyramidion-url': '/a?b' }).url, viewOf({}).url]).toEqual(['/a?b', '']);
});

it('has the cookies that an action has set in place of those that were sent', () => {
  expect(viewOf({ cookie: 'a=1' }).header('cookie')).toBe('a=1');
  expect(viewOf({ cookie: 'a=1' }, 'a=2').header('cookie')).toBe('a=2');
  expect(viewOf({ cookie: 'a=1' }, '').header('cookie')).toBe('');
});
