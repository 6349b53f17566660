import type { Browser, BrowserContext, Page } from 'playwright-core';
import { afterAll, beforeAll, beforeEach, expect, it, onTestFinished } from 'vitest';
import { launchBrowser } from '../support/browser.ts';
import { chromium, needs } from '../support/needs.ts';
import type { ReportsServer } from './reports-server.ts';
import { startReports } from './reports-server.ts';

needs(chromium())('the sessions of the example in Chromium', () => {
  let server: ReportsServer;
  let browser: Browser;
  let url: string;
  let name: string;
  let users = 0;
  let password: string;

  beforeAll(async () => {
    server = await startReports();
    ({ url } = server);
    browser = await launchBrowser();
  }, 60_000);
  afterAll(async () => {
    await browser?.close();
    await server?.stop();
  });
  beforeEach(async () => {
    name = `user ${++users}`;
    password = 'a long password';
    await server.withUsers((all) => all.add(name, password, ['reports']));
  });

  /** A browser of its own, as on another device. */
  const device = async (): Promise<BrowserContext> => {
    const context = await browser.newContext();
    onTestFinished(() => context.close());
    return context;
  };
  const logIn = async (context: BrowserContext, isKept = false): Promise<Page> => {
    const page = await context.newPage();
    await page.goto(`${url}/login`);
    await page.getByLabel('Name').fill(name);
    await page.getByLabel('Password').fill(password);
    if (isKept) await page.getByLabel('Stay logged in').check();
    await page.getByRole('button', { name: 'Log in' }).click();
    await page.waitForURL(`${url}/me`);
    return page;
  };
  const cookieOf = async (context: BrowserContext) => (await context.cookies(url))[0];
  const button = (page: Page, text: string) => page.getByRole('button', { name: text });

  it('a logout in one tab ends the other at its next request, however often it slides', async () => {
    const context = await device();
    const one = await logIn(context);
    const other = await context.newPage();
    const first = await cookieOf(context);
    const deadline = Date.now() + 20_000;
    while ((await cookieOf(context))?.value === first?.value && Date.now() < deadline)
      await other.goto(`${url}/me`);
    const slid = await cookieOf(context);
    expect(slid?.value).not.toBe(first?.value);
    await other.goto(`${url}/reports`);
    await button(one, 'Log out').click();
    await one.waitForURL(`${url}/login`);
    await other.getByLabel('Title').fill('After the logout');
    await button(other, 'Create').click();
    expect(await other.locator('#user').count()).toBe(0);
    await other.goto(`${url}/me`);
    expect(other.url()).toBe(`${url}/login`);
    // Copies of both cookies, as a thief has them.
    for (const copy of [first, slid]) {
      const headers = { Cookie: `${copy?.name}=${copy?.value}` };
      expect((await server.ask('/me', { headers })).status).toBe(401);
    }
  });

  it('a device ends another one by the list, and itself too', async () => {
    const [laptop, phone] = [await device(), await device()];
    const page = await logIn(laptop);
    const away = await logIn(phone);
    await page.getByRole('link', { name: 'Sessions' }).click();
    const rows = page.locator('#sessions tr');
    expect(await rows.count()).toBe(2);
    const here = rows.filter({ hasText: 'this one' });
    expect(await here.count()).toBe(1);
    expect(await here.textContent()).toContain('Chrome on Linux');
    await rows.filter({ hasNotText: 'this one' }).getByRole('button').click();
    await page.waitForFunction('document.querySelectorAll("#sessions tr").length === 1');
    await away.goto(`${url}/me`);
    expect(away.url()).toBe(`${url}/login`);
    await here.getByRole('button').click();
    await page.waitForURL(`${url}/login`);
    expect(await cookieOf(laptop)).toBeUndefined();
  });

  it('a change of the password ends the other device, and goes on here', async () => {
    const [laptop, phone] = [await device(), await device()];
    const page = await logIn(laptop);
    const away = await logIn(phone);
    await page.goto(`${url}/sessions`);
    await page.getByLabel('Current password').fill(password);
    password = 'another long password';
    await page.getByLabel('New password').fill(password);
    await button(page, 'Change').click();
    await page.waitForURL(`${url}/sessions`);
    expect(await page.locator('#sessions tr').count()).toBe(1);
    await away.goto(`${url}/me`);
    expect(away.url()).toBe(`${url}/login`);
    await logIn(phone);
  });

  it('a logout everywhere ends both devices', async () => {
    const [laptop, phone] = [await device(), await device()];
    const page = await logIn(laptop);
    const away = await logIn(phone);
    await page.goto(`${url}/sessions`);
    await button(page, 'Log out everywhere').click();
    await page.waitForURL(`${url}/login`);
    await away.goto(`${url}/me`);
    expect(away.url()).toBe(`${url}/login`);
  });

  it('the box keeps the cookie for 30 days; without it, it ends with the browser', async () => {
    const [kept, short] = [await device(), await device()];
    const page = await logIn(kept, true);
    await logIn(short);
    const days = ((await cookieOf(kept))?.expires as number) - Date.now() / 1000;
    expect(Math.round(days / 86_400)).toBe(30);
    expect((await cookieOf(short))?.expires).toBe(-1);
    const ends = page.locator('tr', { hasText: 'Session ends in' }).locator('td');
    expect(await ends.textContent()).toMatch(/^(30 d 0 h|29 d 23 h)$/);
  });

  it('the list is as wide as a small telephone, whatever a client calls itself', async () => {
    const context = await browser.newContext({
      userAgent: 'W'.repeat(100),
      viewport: { width: 360, height: 640 },
    });
    onTestFinished(() => context.close());
    const page = await logIn(context);
    await page.goto(`${url}/sessions`);
    const widths = (await page.evaluate(
      '[document.documentElement.scrollWidth, document.documentElement.clientWidth]',
    )) as [number, number];
    expect(widths[0]).toBeLessThanOrEqual(widths[1]);
    expect(await page.locator('#sessions').textContent()).toContain('W'.repeat(60));
  });
});
