import type { Server } from 'node:http';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Browser, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from 'vitest';
import { authenticate } from '../../src/adapters/node.ts';
import type { Security } from '../../src/index.ts';
import { cookiePolicy, denylist, memoryStore } from '../../src/index.ts';
import { Device, launchBrowser } from '../support/browser.ts';
import { chromium, needs } from '../support/needs.ts';
import { setUp } from '../support/security.ts';

needs(chromium())('a logout in tabs of Chromium, on two processes with one store', () => {
  let server: Server;
  let browser: Browser;
  let device: Device;
  let url: string;
  let now: number;
  let processes: Record<string, Security>;
  /** Ends the request to `/slow`, which waits for it. */
  let goOn: () => void;
  /** Is called when a request to `/slow` waits. */
  let waits: () => void;

  beforeAll(async () => {
    server = createServer((request, response) => {
      // A browser asks for it when it likes: its answer would renew the session between two pages.
      if (request.url === '/favicon.ico') return void response.writeHead(204).end();
      const [, name = 'a', path] = request.url?.split('/') ?? [];
      void authenticate(processes[name] as Security)(async ({ auth }, answer) => {
        if (path === 'login') await auth.remember('ann');
        if (path === 'logout') await auth.forget();
        if (path === 'slow')
          await new Promise<void>((resolve) => {
            goOn = resolve;
            waits();
          });
        answer.setHeader('Content-Type', 'text/plain');
        answer.end(String(auth.userId ?? auth.failure?.code ?? null));
      })(request, response);
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    browser = await launchBrowser();
    device = await Device.of(browser);
  }, 60_000);
  afterAll(async () => {
    await browser?.close();
    server?.closeAllConnections();
    server?.close();
  });
  beforeEach(async () => {
    now = Date.now();
    const clock = () => now;
    const store = memoryStore({ clock });
    const start = (): Security =>
      setUp({
        expiration: '1h',
        clock,
        policies: [cookiePolicy({ reissueTime: '5m', sessionLifetime: '8h' })],
        revocation: denylist(store),
      }).security;
    processes = { a: start(), b: start() };
    for (const security of Object.values(processes)) await security.ready();
  });
  afterEach(async () => {
    await device.reset();
    for (const security of Object.values(processes)) await security.close();
  });

  const tab = (): Promise<Page> => device.tab();
  const open = async (page: Page, path: string): Promise<string> =>
    (await (await page.goto(url + path))?.text()) ?? '';
  const cookies = async (): Promise<string[]> =>
    (await device.context.cookies(url)).map(({ value }) => value);

  it.each(['a', 'b'])(
    'a request on process %s that is in flight brings no session back',
    async (name) => {
      const [one, other] = [await tab(), await tab()];
      await open(one, '/a/login');
      expect(await open(other, '/b/me')).toBe('ann');
      now += 6 * 60_000;
      const arrived = new Promise<void>((resolve) => (waits = resolve));
      // This request is due for a new cookie, which is written with its answer.
      const slow = open(other, `/${name}/slow`);
      await arrived;
      const [copy] = await cookies();
      await open(one, '/a/logout');
      expect(await cookies()).toEqual([]);
      goOn();
      expect(await slow).toBe('ann');
      for (const process of ['a', 'b'])
        expect(await open(other, `/${process}/me`)).toMatch(/^(null|token_revoked)$/);
      for (const process of ['a', 'b']) {
        const headers = { cookie: `__Host-Http-Authorization=${copy}` };
        const answer = await fetch(`${url}/${process}/me`, { headers });
        expect(await answer.text()).toBe('token_revoked');
      }
    },
    30_000,
  );

  it('a new login after it is valid on both', async () => {
    const [one, other] = [await tab(), await tab()];
    await open(one, '/a/login');
    await open(other, '/b/logout');
    await open(one, '/b/login');
    expect([await open(one, '/a/me'), await open(other, '/b/me')]).toEqual(['ann', 'ann']);
  }, 30_000);
});
