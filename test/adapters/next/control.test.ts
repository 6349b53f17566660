import { expect, it } from 'vitest';
import { controlResponse } from '../../../src/adapters/next/control.ts';

const answerTo = (error: unknown): (number | string | null)[] | null => {
  const response = controlResponse(error);
  return response && [response.status, response.headers.get('location')];
};
const thrown = (digest: unknown): Error => Object.assign(new Error(), { digest });

it('answers a redirect of Next by its status and address', () => {
  expect(answerTo(thrown('NEXT_REDIRECT;replace;/a?b=1;c=2;307;'))).toEqual([307, '/a?b=1;c=2']);
  expect(answerTo(thrown('NEXT_REDIRECT;push;/login;303;'))).toEqual([303, '/login']);
});

it('answers notFound, forbidden and unauthorized by their status', () => {
  expect(answerTo(thrown('NEXT_HTTP_ERROR_FALLBACK;404'))).toEqual([404, null]);
  expect(answerTo(thrown('NEXT_HTTP_ERROR_FALLBACK;403'))).toEqual([403, null]);
});

it.each([
  'DYNAMIC_SERVER_USAGE',
  'NEXT_REDIRECT',
  'NEXT_REDIRECT;replace;/a;200;',
  'NEXT_REDIRECT;replace;;307;',
  'NEXT_HTTP_ERROR_FALLBACK;x',
  'NEXT_HTTP_ERROR_FALLBACK;307',
  'NEXT_HTTP_ERROR_FALLBACK;100',
  '',
  7,
])('knows no answer to the digest %j', (digest) => {
  expect(answerTo(thrown(digest))).toBeNull();
});

it.each([new Error('x'), null, undefined, 'text', 7])('knows no answer to %j', (error) => {
  expect(answerTo(error)).toBeNull();
});
