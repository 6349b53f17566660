import { deepEqual, equal, ok } from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Reply } from 'pyramidion/testing';
import { tricksThatReach } from '../adapters/path-tricks.ts';
import type { NextClient } from './next-client.ts';
import { clearedIn, cookiesOf, SAME_ORIGIN, valuesOf } from './next-client.ts';

/** Declares the tests of route handlers. */
export function routeTests(client: () => NextClient): void {
  const post = (path: string, Cookie = ''): Promise<Reply> =>
    client().ask(
      path,
      { ...SAME_ORIGIN, Cookie, 'Content-Type': 'application/json' },
      'POST',
      '{}',
    );

  describe('a route handler of Next', () => {
    it('is reached by no request without a credential, however the path is spelt', async () => {
      const served = async (): Promise<number> => (await client().control()).served;
      deepEqual(await tricksThatReach(client().port, served), []);
      equal((await client().ask('/page')).status, 401);
      const user = { Cookie: await client().logIn(), ...SAME_ORIGIN };
      ok((await tricksThatReach(client().port, served, user)).includes('GET /page'));
    });

    it('answers what redirect() and notFound() of Next throw, without a login', async () => {
      equal((await post('/thrown/none-redirect')).status, 307);
      equal((await post('/thrown/none-404')).status, 404);
    });

    it('keeps the cookie of a login that ends in redirect()', async () => {
      const reply = await post('/thrown/in-redirect');
      deepEqual([reply.status, ...valuesOf(reply, 'location')], [307, '/open?a=1;b=2']);
      equal(cookiesOf(reply).length, 1);
    });

    it('clears the cookie of a logout, whatever is thrown after it', async () => {
      const cookie = await client().logIn();
      const replies = [
        await post('/thrown/out-redirect', cookie),
        await post('/thrown/out-404', cookie),
        await post('/thrown/out-error', cookie),
      ];
      deepEqual(
        replies.map(({ status }) => status),
        [307, 404, 500],
      );
      for (const reply of replies) deepEqual(clearedIn(reply), [true]);
    });

    it('sets no cookie of a login that ends in notFound() or in an error', async () => {
      for (const kind of ['404', 'error'])
        deepEqual(cookiesOf(await post(`/thrown/in-${kind}`)), []);
    });

    it('is anonymous where Next renders it in the build', async () => {
      const Cookie = await client().logIn();
      equal((await client().ask('/fixed', { Cookie })).body, 'anonymous');
    });
  });
}
