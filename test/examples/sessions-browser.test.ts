import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { Device, launchBrowser } from '../support/browser.ts';
import { chromium, needs } from '../support/needs.ts';
import type { ReportsServer } from './reports-server.ts';
import { startReports } from './reports-server.ts';

needs(chromium())('the sessions of the example in Chromium', () => {
  let server: ReportsServer;
  let browser: Browser;
  let laptop: Device;
  let phone: Device;
  let url: string;
  let name: string;
  let users = 0;
  let password: string;

  beforeAll(async () => {
    server = await startReports();
    ({ url } = server);
    browser = await launchBrowser();
    laptop = await Device.of(browser);
    // Small, and with a name that is long.
    phone = await Device.of(browser, {
      userAgent: 'W'.repeat(100),
      viewport: { width: 360, height: 640 },
    });
  }, 60_000);
  afterAll(async () => {
    await browser?.close();
    await server?.stop();
  });
  beforeEach(async () => {
    name = `user ${++users}`;
    password = 'a long password';
    await server.withUsers((all) => all.add(name, password, ['reports']));
    return async () => {
      await laptop.reset();
      await phone.reset();
    };
  });

  const logIn = async (device: Device, isKept = false): Promise<Page> => {
    const page = await device.tab();
    await page.goto(`${url}/login`);
    await page.getByLabel('Name').fill(name);
    await page.getByLabel('Password').fill(password);
    if (isKept) await page.getByLabel('Stay logged in').check();
    await page.getByRole('button', { name: 'Log in' }).click();
    await page.waitForURL(`${url}/me`);
    return page;
  };
  const cookieOf = async ({ context }: Device) => (await context.cookies(url))[0];
  const button = (page: Page, text: string) => page.getByRole('button', { name: text });

  it('a logout in one tab ends the other at its next request, however often it slides', async () => {
    const one = await logIn(laptop);
    const other = await laptop.tab();
    const first = await cookieOf(laptop);
    const deadline = Date.now() + 20_000;
    while ((await cookieOf(laptop))?.value === first?.value && Date.now() < deadline) {
      await other.waitForTimeout(500);
      await other.goto(`${url}/me`);
    }
    const slid = await cookieOf(laptop);
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
    const page = await logIn(laptop);
    const away = await logIn(phone);
    await page.goto(`${url}/sessions`);
    await button(page, 'Log out everywhere').click();
    await page.waitForURL(`${url}/login`);
    await away.goto(`${url}/me`);
    expect(away.url()).toBe(`${url}/login`);
  });

  it('the box keeps the cookie for 30 days; without it, it ends with the browser', async () => {
    const page = await logIn(laptop, true);
    await logIn(phone);
    const days = ((await cookieOf(laptop))?.expires as number) - Date.now() / 1000;
    expect(Math.round(days / 86_400)).toBe(30);
    expect((await cookieOf(phone))?.expires).toBe(-1);
    const ends = page.locator('tr', { hasText: 'Session ends in' }).locator('td');
    expect(await ends.textContent()).toMatch(/^(30 d 0 h|29 d 23 h)$/);
  });

  it('the list is as wide as a small telephone, whatever a client calls itself', async () => {
    const page = await logIn(phone);
    await page.goto(`${url}/sessions`);
    const widths = (await page.evaluate(
      '[document.documentElement.scrollWidth, document.documentElement.clientWidth]',
    )) as [number, number];
    expect(widths[0]).toBeLessThanOrEqual(widths[1]);
    expect(await page.locator('#sessions').textContent()).toContain('W'.repeat(60));
  });
});
