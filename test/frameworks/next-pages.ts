import { deepEqual, doesNotMatch, equal, match, notEqual } from 'node:assert/strict';
import { beforeEach, describe, it } from 'node:test';
import type { Headers, NextClient } from './next-client.ts';
import { cookiesOf, DOCUMENT, SAME_ORIGIN, textOf, valuesOf } from './next-client.ts';

const MINUTES = 60_000;
const signedIn = (Cookie: string): Headers => ({ ...DOCUMENT, Cookie });

/** Declares the tests of pages, and of the proxy before them. */
export function pageTests(client: () => NextClient): void {
  beforeEach(async () => {
    await client().control({ later: 0 });
  });

  describe('a page behind server.required()', () => {
    it('redirects a browser to the login page with the address that it asked for', async () => {
      const reply = await client().ask('/reports?page=2', DOCUMENT);
      const location = '/login?return_to=%2Freports%3Fpage%3D2';
      deepEqual([reply.status, ...valuesOf(reply, 'location')], [307, location]);
    });

    it('takes the address from the proxy, and not from the client', async () => {
      const headers = { ...DOCUMENT, 'X-Pyramidion-Url': '/elsewhere' };
      const reply = await client().ask('/', headers);
      deepEqual(valuesOf(reply, 'location'), ['/login?return_to=%2F']);
    });

    it('redirects the router of Next, which fetches pages in parts', async () => {
      const headers = { ...SAME_ORIGIN, 'Sec-Fetch-Dest': 'empty', RSC: '1' };
      const reply = await client().ask('/?_rsc', headers);
      equal(reply.status, 200);
      match(reply.body, /NEXT_REDIRECT;replace;\/login\?return_to=%2F;307;/);
    });

    it('is served to a user', async () => {
      const reply = await client().ask('/', signedIn(await client().logIn('bob', 'builder')));
      equal(reply.status, 200);
      match(textOf(reply), /Hello bob/);
    });

    it('takes no session token from the Authorization header', async () => {
      const cookie = await client().logIn();
      const Authorization = `Bearer ${cookie.slice(cookie.indexOf('=') + 1)}`;
      equal((await client().ask('/', { ...DOCUMENT, Authorization })).status, 307);
    });
  });

  describe('a page behind server.permit()', () => {
    it('is served to whom the ACL permits', async () => {
      match(textOf(await client().ask('/reports', signedIn(await client().logIn()))), /January/);
    });

    it('throws the refusal of a user, of which the answer says nothing', async () => {
      const cookie = await client().logIn('bob', 'builder');
      const reply = await client().ask('/reports', signedIn(cookie));
      equal(reply.status, 500);
      doesNotMatch(reply.body, /January|permission_denied|role:admin|acl/);
    });

    it('calls onRefused, which answers 404 for a resource that does not exist', async () => {
      equal((await client().ask('/missing', signedIn(await client().logIn()))).status, 404);
      equal((await client().ask('/missing', DOCUMENT)).status, 307);
    });

    it('is served to an anonymous user if the ACL permits everyone', async () => {
      match(textOf(await client().ask('/components', DOCUMENT)), /for anonymous/);
    });
  });

  describe('server.session()', () => {
    it('verifies a request once, however many components ask', async () => {
      const cookie = await client().logIn();
      await client().control({ asked: 0 });
      match(textOf(await client().ask('/components', signedIn(cookie))), /for alice/);
      // Once by the proxy, which is a program of its own, and once by the page.
      equal((await client().control()).asked, 2);
    });

    it('keeps concurrent requests for a page apart', async () => {
      const cookies = [await client().logIn(), await client().logIn('bob', 'builder'), ''];
      const pages = await Promise.all(
        cookies.map((cookie) => client().ask('/components', signedIn(cookie))),
      );
      deepEqual(
        pages.map((page) => / for (\w+)\./.exec(textOf(page))?.[1]),
        ['alice', 'bob', 'anonymous'],
      );
    });

    it('lets remember throw in a page, where Next lets no cookie be set', async () => {
      const reply = await client().ask('/own', DOCUMENT);
      match(textOf(reply), /Cookies can only be modified in a Server Action/);
      deepEqual(cookiesOf(reply), []);
    });
  });

  describe('the proxy', () => {
    it('renews the session of a page when it is due, and not before', async () => {
      const cookie = await client().logIn();
      deepEqual(cookiesOf(await client().ask('/', signedIn(cookie))), []);
      await client().control({ later: 6 * MINUTES });
      const due = await client().ask('/', signedIn(cookie));
      const [renewed = ''] = cookiesOf(due);
      equal(cookiesOf(due).length, 1);
      notEqual(renewed, cookie);
      match(valuesOf(due, 'cache-control').join(), /no-store/);
      deepEqual(cookiesOf(await client().ask('/', signedIn(renewed))), []);
    });

    it('lets no cache keep a static answer that carries a renewed cookie', async () => {
      const Cookie = await client().logIn();
      const early = await client().ask('/fixed', { Cookie });
      match(valuesOf(early, 'cache-control').join(), /s-maxage/);
      await client().control({ later: 6 * MINUTES });
      const due = await client().ask('/fixed', { Cookie });
      equal(cookiesOf(due).length, 1);
      deepEqual(valuesOf(due, 'cache-control'), ['no-store']);
    });

    it('renews a session before a route handler, which then sets no second cookie', async () => {
      const Cookie = await client().logIn();
      await client().control({ later: 6 * MINUTES });
      const reply = await client().ask('/api/reports', { Cookie });
      deepEqual([reply.status, cookiesOf(reply).length], [200, 1]);
    });

    it('passes the new cookie on beside the others, in place of the old one', async () => {
      const session = await client().logIn();
      const Cookie = `a=1; ${session}; b=2`;
      equal((await client().ask('/cookies', { Cookie })).body, Cookie);
      await client().control({ later: 6 * MINUTES });
      const reply = await client().ask('/cookies', { Cookie });
      equal(reply.body, `a=1; b=2; ${cookiesOf(reply)[0]}`);
      notEqual(cookiesOf(reply)[0], session);
    });

    it('leaves a request that writes to the route handler', async () => {
      const Cookie = await client().logIn();
      await client().control({ later: 6 * MINUTES });
      const reply = await client().ask('/page', { ...SAME_ORIGIN, Cookie }, 'POST');
      deepEqual([reply.status, cookiesOf(reply).length], [200, 1]);
    });
  });
}
