import { deepEqual, equal, match } from 'node:assert/strict';
import { join } from 'node:path';
import * as runner from 'node:test';
import { after, before, describe, it } from 'node:test';
import { adapterContract, authAs, contractApplication } from 'pyramidion/testing';
import { describeExample } from './describe-example.ts';
import type { FrameworkServer } from './framework-server.ts';
import { startServer } from './framework-server.ts';

const ROOT = join(import.meta.dirname, '../../examples/sveltekit/dist');
const start = (options: object): Promise<FrameworkServer> =>
  startServer(join(ROOT, 'contract/dist'), { CONTRACT: JSON.stringify(options) });

for (const times of [1, 2])
  describe(`the adapter for SvelteKit, mounted ${times} times`, () => {
    adapterContract(
      runner,
      (_security, _routes, { onRefused }) => start({ times, refusing: onRefused !== undefined }),
      {
        'answers 400 to a repeated Authorization header':
          'adapter-node passes on the first of several',
      },
    );
  });

const { security } = contractApplication();
const PAGE = { Accept: 'text/html' };
const ENHANCED = { Accept: 'application/json', 'X-SvelteKit-Action': 'true' };

describe('an application with SvelteKit', () => {
  let plain: FrameworkServer;
  let login: FrameworkServer;
  before(async () => {
    [plain, login] = await Promise.all([start({ times: 2 }), start({ times: 1, login: '/login' })]);
  });
  after(() => {
    plain.close();
    login.close();
  });

  async function ask(
    path: string,
    {
      server = plain,
      form,
      headers,
    }: { server?: FrameworkServer; form?: string; headers?: object } = {},
  ): Promise<{ status: number; headers: Headers; text: string }> {
    // Without a protocol of the proxy, adapter-node takes a request for one by HTTPS.
    const origin = { Origin: `https://127.0.0.1:${server.port}`, 'Sec-Fetch-Site': 'same-origin' };
    const response = await fetch(`http://127.0.0.1:${server.port}${path}`, {
      redirect: 'manual',
      headers: { ...origin, ...headers },
      ...(form === undefined ? {} : { method: 'POST', body: new URLSearchParams({ text: form }) }),
    });
    return { status: response.status, headers: response.headers, text: await response.text() };
  }

  async function cookie(user = 'alice'): Promise<{ Cookie: string }> {
    const { headers } = await ask(`/login?user=${user}`, { form: '' });
    return { Cookie: headers.getSetCookie()[0]?.split(';')[0] ?? '' };
  }

  it('shows the error page to a browser whose load function is refused, with the challenge', async () => {
    const { status, headers, text } = await ask('/page', { headers: PAGE });
    equal(status, 401);
    match(text, /The error page: 401 Send a valid credential/);
    match(headers.get('www-authenticate') ?? '', /^Bearer/);
    equal(headers.get('cache-control'), 'no-store');
    const bob = await ask('/page?/write', {
      form: 'x',
      headers: { ...PAGE, ...(await authAs(security, 'bob')) },
    });
    equal(bob.status, 403);
    match(bob.text, /The error page: 403/);
  });

  it('answers a program with the problem', async () => {
    for (const { status, headers, text } of [
      await ask('/page'),
      await ask('/page?/write', { form: 'x', headers: { Accept: '*/*' } }),
    ]) {
      deepEqual([status, headers.get('content-type')], [401, 'application/problem+json']);
      equal((JSON.parse(text) as { status: number }).status, 401);
    }
  });

  it('answers the router of the browser in its own form, with the challenge', async () => {
    const { status, headers, text } = await ask('/page/__data.json');
    equal(status, 200);
    match(headers.get('www-authenticate') ?? '', /^Bearer/);
    const { nodes } = JSON.parse(text) as { nodes: { type: string; error?: { status: number } }[] };
    deepEqual([nodes.at(-1)?.type, nodes.at(-1)?.error?.status], ['error', 401]);
  });

  it('answers a form of use:enhance in its own form', async () => {
    const refused = await ask('/page?/write', { form: 'x', headers: ENHANCED });
    equal(refused.status, 401);
    match(refused.headers.get('www-authenticate') ?? '', /^Bearer/);
    match(refused.text, /^\{"type":"error",.*"status":401/);
    const admin = await authAs(security, 'admin');
    const allowed = await ask('/page?/write', { form: 'x', headers: { ...ENHANCED, ...admin } });
    deepEqual([allowed.status, allowed.text.includes('"type":"success"')], [200, true]);
  });

  it('sends a browser to the login page, by each way of its own', async () => {
    const page = await ask('/page?a=1', { server: login, headers: PAGE });
    deepEqual(
      [page.status, page.headers.get('location')],
      [303, '/login?return_to=%2Fpage%3Fa%3D1'],
    );
    const data = await ask('/page/__data.json?a=1&x-sveltekit-invalidated=01', { server: login });
    deepEqual(JSON.parse(data.text), {
      type: 'redirect',
      status: 303,
      location: '/login?return_to=%2Fpage%3Fa%3D1',
    });
    const form = await ask('/page?/write', { server: login, form: 'x', headers: ENHANCED });
    deepEqual(JSON.parse(form.text), { type: 'redirect', status: 303, location: '/login' });
    equal((await ask('/user', { server: login })).status, 401);
  });

  it('sends the cookie of an action: with a redirect, with an error, and to use:enhance', async () => {
    for (const [action, status] of [
      ['leave', 303],
      ['leave-409', 409],
    ] as const) {
      const plainForm = await ask(`/page?/${action}`, {
        form: '',
        headers: { ...PAGE, ...(await cookie()) },
      });
      equal(plainForm.status, status);
      match(plainForm.headers.getSetCookie()[0] ?? '', /Max-Age=0/);
    }
    const enhanced = await ask('/page?/leave', {
      form: '',
      headers: { ...ENHANCED, ...(await cookie()) },
    });
    match(enhanced.text, /"type":"redirect"/);
    match(enhanced.headers.getSetCookie()[0] ?? '', /Max-Age=0/);
  });

  it('keeps the cookie of a logout if a later hook redirects, and answers one that refuses', async () => {
    for (const path of ['/hook', '/hook/__data.json']) {
      const { headers } = await ask(path, { headers: await cookie() });
      const [cleared = '', ...more] = headers.getSetCookie();
      match(cleared, /Max-Age=0/);
      match(cleared, /Secure/);
      deepEqual(more, []);
    }
    const refused = await ask('/hook?require');
    deepEqual(
      [refused.status, refused.headers.get('content-type')],
      [401, 'application/problem+json'],
    );
  });

  it('knows the user in a request of a load function to the same server', async () => {
    const { text, headers } = await ask('/nested', { headers: { ...PAGE, ...(await cookie()) } });
    match(text, /200 alice/);
    deepEqual(headers.getSetCookie(), []);
  });

  it('serves a page whose streamed part is refused', async () => {
    const { status, text } = await ask('/streamed', { headers: PAGE });
    deepEqual([status, text.includes('streamed')], [200, true]);
    match(text, /Send a valid credential/);
  });

  it('leaves other errors to the handleError of the application', async () => {
    const headers = { ...PAGE, ...(await cookie()) };
    const { status, text } = await ask('/page?own', { headers });
    deepEqual([status, text.includes('The error page: 418 own answer')], [418, true]);
  });
});

describeExample('SvelteKit', {
  file: ROOT,
  originOf: () => 'http://localhost:3000',
  contract: () => start({ times: 1 }),
});
