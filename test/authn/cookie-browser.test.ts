import type { Server } from 'node:http';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { authenticate } from '../../src/adapters/node.ts';
import type { CookiePolicyOptions, RememberOptions, Security } from '../../src/index.ts';
import { cookiePolicy } from '../../src/index.ts';
import { Device, launchBrowser } from '../support/browser.ts';
import { chromium, needs } from '../support/needs.ts';
import { setUp } from '../support/security.ts';

const NAME = 'Authorization';
const PLAIN = { cookieName: NAME, httpsOnly: false, reissueTime: '5m' } as const;

needs(chromium())('cookies of one name in Chromium', () => {
  let server: Server;
  let browser: Browser;
  let device: Device;
  let context: BrowserContext;
  let page: Page;
  let site: string;
  let now: number;
  /** What is deployed. */
  let security: Security;
  let login: RememberOptions;

  const deploy = (options: CookiePolicyOptions = {}): void => {
    login = {};
    ({ security } = setUp({
      expiration: '1h',
      clock: () => now,
      policies: [cookiePolicy({ ...PLAIN, ...options })],
    }));
  };

  beforeAll(async () => {
    server = createServer((request, response) => {
      // A browser asks for it when it likes: its answer would renew the session between two pages.
      if (request.url === '/favicon.ico') response.writeHead(204).end();
      else if (request.url === '/blank') response.setHeader('Content-Type', 'text/html').end();
      else
        void authenticate(security)(async ({ auth, url }, answer) => {
          const { pathname, searchParams } = new URL(url ?? '', 'http://host');
          if (pathname.endsWith('/login'))
            await auth.remember(searchParams.get('user') ?? 'ann', {}, login);
          if (pathname.endsWith('/logout')) await auth.forget();
          answer.setHeader('Content-Type', 'text/plain');
          answer.end(String(auth.userId ?? auth.failure?.code ?? null));
        })(request, response);
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    site = `http://shop.example.test:${(server.address() as AddressInfo).port}`;
    browser = await launchBrowser('--host-resolver-rules=MAP *.example.test 127.0.0.1');
    device = await Device.of(browser);
    ({ context } = device);
  }, 60_000);
  afterAll(async () => {
    await browser?.close();
    server?.closeAllConnections();
    server?.close();
  });
  beforeEach(async () => {
    now = Date.now();
    page = await device.tab();
    return () => device.reset();
  });

  /** Asks the site from a page of it, a tenth of the cost of opening one; returns the user. */
  const open = async (path: string): Promise<string> => {
    if (!page.url().startsWith(site)) await page.goto(`${site}/blank`);
    return page.evaluate(`fetch(${JSON.stringify(path)}).then((response) => response.text())`);
  };
  const held = async (): Promise<string[]> => {
    const cookies = await context.cookies();
    return cookies.map(({ domain, path }) => `${domain} ${path}`).toSorted();
  };
  const wait = (minutes: number): void => void (now += minutes * 60_000);

  it('a partitioned cookie belongs to one embedding site, and a logout there ends it', async () => {
    // A browser takes a Secure cookie over http from these two names, which are two sites.
    const { port } = new URL(site);
    const framed = `http://localhost:${port}`;
    const inFrame = async (path: string): Promise<string | null> => {
      await page.goto(`http://127.0.0.1:${port}/`);
      await page.setContent(`<iframe src="${framed}${path}"></iframe>`);
      return (await page.frames()[1]?.textContent('body')) ?? null;
    };
    deploy({ httpsOnly: true, sameSite: 'none', partitioned: true });
    await inFrame('/login');
    expect(await inFrame('/')).toBe('ann');
    await page.goto(framed);
    expect(await page.textContent('body')).toBe('null');
    await inFrame('/logout');
    expect(await inFrame('/')).toBe('null');
  }, 30_000);

  it('a cookie that moved from the host to a domain is one session, and a logout ends it', async () => {
    deploy();
    await open('/login');
    deploy({ domains: ['example.test'] });
    wait(6);
    expect(await open('/')).toBe('ann');
    expect(await held()).toEqual(['.example.test /', 'shop.example.test /']);
    expect(await open('/')).toBe('ann');
    await open('/logout');
    expect([await held(), await open('/')]).toEqual([[], 'null']);
  }, 30_000);

  it('a cookie that moved from a domain to the host is cleared there by the next login', async () => {
    deploy({ domains: ['example.test'] });
    await open('/login');
    deploy();
    await open('/login');
    wait(1);
    await open('/login');
    expect([await held(), await open('/')]).toEqual([['shop.example.test /'], 'ann']);
  }, 30_000);

  it('a logout clears the cookie of a domain that is no longer configured', async () => {
    deploy({ domains: ['example.test'] });
    await open('/login');
    deploy();
    expect(await open('/logout')).toBe('ann');
    expect([await held(), await open('/')]).toEqual([[], 'null']);
  }, 30_000);

  it.each(['/app', '/app/'])(
    'a cookie that moved from the path %s to / is well after the next renewal',
    async (cookiePath) => {
      deploy({ cookiePath });
      await open('/app/login');
      deploy();
      await open('/app/login');
      expect(await open('/app/')).toBe('ann');
      wait(6);
      expect(await open('/app/')).toBe('ann');
      expect(await held()).toEqual(['shop.example.test /']);
      await open('/app/logout');
      expect([await held(), await open('/app/')]).toEqual([[], 'null']);
    },
    30_000,
  );

  it('the directory cookie of the original is cleared by a logout', async () => {
    deploy();
    await open('/user/login');
    const [cookie] = await context.cookies();
    const { hostname } = new URL(site);
    await context.clearCookies();
    await context.addCookies([
      { name: NAME, value: cookie?.value as string, domain: `.${hostname}`, path: '/user' },
    ]);
    expect(await open('/user/')).toBe('ann');
    await open('/user/logout');
    expect([await held(), await open('/user/')]).toEqual([[], 'null']);
  }, 30_000);

  it('an empty cookie beside the session hides nothing', async () => {
    deploy();
    await open('/login');
    await context.addCookies([{ name: NAME, value: '', domain: '.example.test', path: '/' }]);
    expect(await open('/')).toBe('ann');
  }, 30_000);

  it.each<[CookiePolicyOptions, CookiePolicyOptions, string[]]>([
    [{ domains: ['example.test'] }, {}, ['shop.example.test /']],
    [{}, { domains: ['example.test'] }, ['.example.test /']],
    [
      { domains: ['example.test', 'shop.example.test'] },
      { domains: ['shop.example.test'] },
      ['.shop.example.test /'],
    ],
    [{ cookiePath: '/app' }, {}, ['shop.example.test /']],
    [{}, { cookiePath: '/app/' }, ['shop.example.test /app/']],
  ])(
    'one login is enough where the browser holds the session of another user: %j then %j',
    async (before, after, places) => {
      deploy(before);
      await open('/app/login?user=bob');
      deploy(after);
      expect(await open('/app/')).toBe('bob');
      await open('/app/login?user=ann');
      expect([await held(), await open('/app/')]).toEqual([places, 'ann']);
    },
    30_000,
  );

  it('cookies of two users are refused until the next login, which is well', async () => {
    deploy();
    await open('/login?user=bob');
    const [cookie] = await context.cookies();
    await open('/login?user=ann');
    await context.addCookies([
      { name: NAME, value: cookie?.value as string, domain: '.example.test', path: '/' },
    ]);
    expect(await open('/')).toBe('credentials_malformed');
    await open('/login?user=ann');
    expect([await held(), await open('/')]).toEqual([['shop.example.test /'], 'ann']);
  }, 30_000);

  it.each([
    ['the host alone', [], ['shop.example.test /']],
    ['one of two domains', ['example.test'], ['.example.test /']],
  ])(
    'a login for %s stays there when it is renewed',
    async (_, domains, places) => {
      deploy({ domains: ['example.test', 'shop.example.test'] });
      login = { domains };
      await open('/login');
      for (let n = 0; n < 3; n++) {
        wait(6);
        expect(await open('/')).toBe('ann');
        expect(await held()).toEqual(places);
      }
    },
    30_000,
  );

  it('nested domains hold one session, which is renewed and ended as one', async () => {
    deploy({ domains: ['example.test', 'shop.example.test'] });
    await open('/login');
    wait(6);
    expect(await open('/')).toBe('ann');
    expect(await held()).toEqual(['.example.test /', '.shop.example.test /']);
    wait(6);
    expect(await open('/')).toBe('ann');
    await open('/logout');
    expect([await held(), await open('/')]).toEqual([[], 'null']);
  }, 30_000);
});
