import { deepEqual, equal, match, notEqual } from 'node:assert/strict';
import { beforeEach, describe, it } from 'node:test';
import type { Reply } from 'pyramidion/testing';
import type { NextClient } from './next-client.ts';
import { clearedIn, cookiesOf, SAME_ORIGIN, valuesOf } from './next-client.ts';

const MINUTES = 60_000;
const EVIL = 'https://evil.example';
const ALICE = { name: 'alice', password: 'wonderland' };

/** Requests with the cookie of a user whom an action must not see, and the status of the answer. */
const FOREIGN = [
  ['of another site', { 'Sec-Fetch-Site': 'cross-site', Origin: EVIL }, 500],
  ['of a sandboxed page', { 'Sec-Fetch-Site': 'cross-site', Origin: 'null' }, 500],
  ['of a page that hides its origin', { 'Sec-Fetch-Site': 'cross-site' }, 200],
  ['of another host of the site', { 'Sec-Fetch-Site': 'same-site' }, 200],
  ['without a word of where it comes from', {}, 200],
] as const;

/** Declares the tests of server actions. */
export function actionTests(client: () => NextClient): void {
  const login = (return_to: string): Promise<Reply> =>
    client().submit('/login', 'Log in', { ...ALICE, return_to }, SAME_ORIGIN);

  describe('an action', () => {
    beforeEach(async () => {
      await client().control({ later: 0, served: 0 });
    });

    it('logs in by one cookie, and redirects to a path of this server alone', async () => {
      const reply = await login('/reports');
      deepEqual([reply.status, ...valuesOf(reply, 'location')], [303, '/reports']);
      const [cookie = '', ...others] = valuesOf(reply, 'set-cookie');
      const attributes = /; Path=\/; Expires=.+; Max-Age=\d+; Secure; HttpOnly; SameSite=lax$/;
      match(cookie, /^__Host-Http-Authorization=[\w.-]+;/);
      match(cookie, attributes);
      deepEqual(others, []);
      deepEqual(valuesOf(await login('//evil.example'), 'location'), ['/']);
    });

    it('sets no cookie if it does not log in', async () => {
      const fields = { ...ALICE, password: 'guess' };
      const reply = await client().submit('/login', 'Log in', fields, SAME_ORIGIN);
      deepEqual([...valuesOf(reply, 'location'), ...cookiesOf(reply)], ['/login?failed=1']);
    });

    it('logs out', async () => {
      const headers = { ...SAME_ORIGIN, Cookie: await client().logIn() };
      const reply = await client().submit('/', 'Log out', {}, headers);
      deepEqual([reply.status, ...valuesOf(reply, 'location')], [303, '/login']);
      deepEqual(clearedIn(reply), [true]);
    });

    it('shows the page that is rendered after it who the user is now', async () => {
      const headers = { ...SAME_ORIGIN, Cookie: await client().logIn('bob', 'builder') };
      const users: (string | undefined)[] = [];
      for (const label of ['nothing', 'rememberHere', 'forgetHere']) {
        const { body } = await client().submit('/stay', label, {}, headers);
        users.push(/<p id="user">(\w+)/.exec(body)?.[1]);
      }
      deepEqual(users, ['bob', 'alice', 'anonymous']);
    });

    it('sees the user in a request of its own page', async () => {
      const headers = { ...SAME_ORIGIN, Cookie: await client().logIn() };
      await client().submit('/stay', 'whoAmI', {}, headers);
      equal((await client().control()).served, 1);
    });

    for (const [what, headers, status] of FOREIGN)
      it(`sees no user in a request ${what}`, async () => {
        const all = { ...headers, Cookie: await client().logIn() };
        const reply = await client().submit('/stay', 'whoAmI', {}, all);
        // Next itself refuses an Origin that is not its host, before the action runs.
        const seen = status === 200 ? -1 : 0;
        deepEqual([reply.status, (await client().control()).served], [status, seen]);
      });

    it('refuses a login that another site sent', async () => {
      const headers = { 'Sec-Fetch-Site': 'cross-site' };
      const reply = await client().submit('/login', 'Log in', ALICE, headers);
      deepEqual([reply.status, cookiesOf(reply)], [500, []]);
    });

    it('renews the session, since the proxy renews none on a POST', async () => {
      const Cookie = await client().logIn();
      await client().control({ later: 6 * MINUTES });
      const reply = await client().submit('/stay', 'whoAmI', {}, { ...SAME_ORIGIN, Cookie });
      equal(cookiesOf(reply).length, 1);
      notEqual(cookiesOf(reply)[0], Cookie);
    });

    it('logs out by one cookie though the session is to be renewed', async () => {
      const Cookie = await client().logIn();
      await client().control({ later: 6 * MINUTES });
      const reply = await client().submit('/stay', 'forgetHere', {}, { ...SAME_ORIGIN, Cookie });
      deepEqual(clearedIn(reply), [true]);
    });
  });
}
