import { expect, it } from 'vitest';
import { requestView } from '../../src/testing.ts';

it('requestView is a secure GET of / without headers by default', () => {
  const view = requestView();
  expect([view.method, view.url, view.secure]).toEqual(['GET', '/', true]);
  expect(view.header('authorization')).toBeUndefined();
});

it('requestView takes names in any case, and a list for a repeated header', () => {
  const headers = { 'X-One': 'a', 'X-Two': ['b', 'c'] };
  const view = requestView({ method: 'POST', url: '/a?b=c', headers, secure: false });
  expect([view.method, view.url, view.secure]).toEqual(['POST', '/a?b=c', false]);
  expect([view.header('x-one'), view.header('x-two')]).toEqual(['a', ['b', 'c']]);
});
