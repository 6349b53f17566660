import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { launchBrowser } from '../support/browser.ts';
import { chromium, needs } from '../support/needs.ts';
import type { ReportsServer } from './reports-server.ts';
import { startReports } from './reports-server.ts';

needs(chromium())('the example in Chromium', () => {
  let server: ReportsServer;
  let browser: Browser;
  let context: BrowserContext;
  let page: Page;
  let url: string;

  beforeAll(async () => {
    server = await startReports();
    ({ url } = server);
    browser = await launchBrowser();
    context = await browser.newContext();
    page = await context.newPage();
  }, 60_000);
  afterAll(async () => {
    await browser?.close();
    await server?.stop();
  });

  const cookie = async () =>
    (await context.cookies(url)).find(({ name }) => name === '__Host-Http-Authorization');
  const claimsOf = (value = '') =>
    JSON.parse(Buffer.from(value.split('.')[1] ?? '', 'base64url').toString()) as {
      iat: number;
      auth_time: number;
    };
  const logIn = async (name: string, password: string): Promise<void> => {
    await page.goto(`${url}/login`);
    await page.getByLabel('Name').fill(name);
    await page.getByLabel('Password').fill(password);
    await page.getByRole('button', { name: 'Log in' }).click();
  };

  it('redirects an anonymous user to the login, which refuses a wrong password and accepts the right one', {
    timeout: 30_000,
  }, async () => {
    await page.goto(`${url}/me`);
    expect(page.url()).toBe(`${url}/login`);
    await logIn('bob', 'wrong');
    expect(await page.getByRole('alert').textContent()).toContain('No user');
    expect(await page.getByLabel('Name').inputValue()).toBe('bob');
    expect(await cookie()).toBeUndefined();
    await logIn('bob', server.passwords['bob'] as string);
    await page.waitForURL(`${url}/me`);
    expect(await page.locator('#user').textContent()).toBe('bob');
    expect(await cookie()).toMatchObject({
      httpOnly: true,
      secure: true,
      sameSite: 'Lax',
      path: '/',
    });
    expect(await page.evaluate('document.cookie')).toBe('');
    const ends = page.locator('tr', { hasText: 'Session ends in' }).locator('td');
    expect(await ends.textContent()).toMatch(/^(1 h 0 min|59 min)/);
  });

  it('renews the cookie, and keeps the time of the login', { timeout: 40_000 }, async () => {
    const first = await cookie();
    const deadline = Date.now() + 20_000;
    while ((await cookie())?.value === first?.value && Date.now() < deadline) {
      await page.waitForTimeout(500);
      await page.reload();
    }
    const slid = await cookie();
    expect(claimsOf(slid?.value).iat).toBeGreaterThan(claimsOf(first?.value).iat);
    expect(claimsOf(slid?.value).auth_time).toBe(claimsOf(first?.value).auth_time);
    expect([first?.expires, slid?.expires]).toEqual([-1, -1]);
    expect(await page.locator('#user').textContent()).toBe('bob');
  });

  it('says why editing is refused, on the page without the form and after a forged one', {
    timeout: 30_000,
  }, async () => {
    await page.goto(`${url}/reports`);
    await page.getByRole('link', { name: 'Quarterly figures' }).click();
    expect(await page.locator('p.no').textContent()).toMatch(/^Denied: .*"edit"/);
    expect(await page.getByRole('button', { name: 'Save' }).count()).toBe(0);
    const foreign = page.url();
    await page.goto(`${url}/reports`);
    await page
      .locator('form[action="/reports"]')
      .evaluate((form, action) => form.setAttribute('action', action), foreign);
    await page.getByLabel('Title').fill('Mine now');
    const [reply] = await Promise.all([
      page.waitForResponse(foreign),
      page.getByRole('button', { name: 'Create' }).click(),
    ]);
    expect(reply.status()).toBe(403);
    expect(await page.locator('#reason').textContent()).toMatch(/^Denied: .*"edit"/);
    await page.goto(foreign);
    expect(await page.getByRole('heading').textContent()).toBe('Quarterly figures');
  });

  it('refuses a form of another origin, which changes nothing', {
    timeout: 30_000,
  }, async () => {
    const evil = createServer((_req, res) => {
      res.setHeader('Content-Type', 'text/html');
      res.end(
        `<form method="post" action="${url}/reports"><input name="title" value="forged"><input name="text" value="x"><button>Win</button></form>`,
      );
    });
    await new Promise<void>((resolve) => evil.listen(0, '127.0.0.1', resolve));
    // Another port is another origin of the same site, so the browser sends the cookie.
    await page.goto(`http://127.0.0.1:${(evil.address() as AddressInfo).port}/`);
    const [sent] = await Promise.all([
      page.waitForRequest(`${url}/reports`),
      page.waitForURL(`${url}/reports`),
      page.getByRole('button').click(),
    ]);
    expect((await sent.allHeaders())['cookie']).toContain('__Host-Http-Authorization=');
    expect((await sent.response())?.status()).toBe(403);
    expect(await page.locator('#reason').textContent()).toContain('another origin');
    evil.close();
    await page.goto(`${url}/reports`);
    expect(await page.getByRole('link', { name: 'forged' }).count()).toBe(0);
  });

  it('shows what users typed as text, and runs no script in it', { timeout: 30_000 }, async () => {
    const hostile = `"><script>document.title='run'</script><img src=x onerror="document.title='run'">`;
    const reported: string[] = [];
    page.on('console', (message) => reported.push(message.text()));
    await page.goto(`${url}/reports`);
    await page.getByLabel('Title').fill(hostile);
    await page.getByLabel('Text').fill(`\n\n</textarea></pre>${hostile}`);
    await page.getByRole('button', { name: 'Create' }).click();
    await page.waitForURL(/\/reports\/[\w-]{36}$/);
    expect(await page.getByRole('heading').textContent()).toBe(hostile);
    expect(await page.locator('pre').textContent()).toBe(`\n\n</textarea></pre>${hostile}`);
    expect(await page.locator('input[name=title]').inputValue()).toBe(hostile);
    expect(await page.locator('textarea').inputValue()).toBe(`\n\n</textarea></pre>${hostile}`);
    expect(await page.title()).toBe(hostile);
    await page.goto(`${url}/reports`);
    expect(await page.getByRole('link', { name: hostile }).count()).toBe(1);
    expect(await page.locator('script, img').count()).toBe(0);
    // A script that only the policy had stopped would be reported here.
    expect(reported).toEqual([]);
  });

  it('shows pages that are as wide as a small telephone', { timeout: 30_000 }, async () => {
    const size = page.viewportSize() as { width: number; height: number };
    const wide = 'W'.repeat(100);
    await page.goto(`${url}/reports`);
    await page.getByLabel('Title').fill(wide);
    await page.getByLabel('Text').fill(wide);
    await page.getByRole('button', { name: 'Create' }).click();
    await page.waitForURL(/\/reports\/[\w-]{36}$/);
    const report = page.url();
    await page.setViewportSize({ width: 360, height: 640 });
    for (const path of [
      report,
      ...['/me', '/reports', '/sessions', '/nothing'].map((end) => url + end),
    ]) {
      await page.goto(path);
      const [content, visible] = (await page.evaluate(
        '[document.documentElement.scrollWidth, document.documentElement.clientWidth]',
      )) as [number, number];
      expect([path, content]).toEqual([path, Math.min(content, visible)]);
    }
    await page.setViewportSize(size);
  });

  it('logs out, and is still logged out after going back', { timeout: 30_000 }, async () => {
    await page.goto(`${url}/me`);
    const before = await cookie();
    await page.getByRole('button', { name: 'Log out' }).click();
    await page.waitForURL(`${url}/login`);
    expect([before === undefined, await cookie()]).toEqual([false, undefined]);
    await page.goBack();
    await page.waitForURL(`${url}/login`);
    expect(await page.getByRole('button', { name: 'Log out' }).count()).toBe(0);
    expect(await page.locator('#user').count()).toBe(0);
  });

  it('accepts a second logout from another tab', {
    timeout: 30_000,
  }, async () => {
    await logIn('bob', server.passwords['bob'] as string);
    await page.waitForURL(`${url}/me`);
    await context.clearCookies();
    await page.getByRole('button', { name: 'Log out' }).click();
    await page.waitForURL(`${url}/login`);
    expect(await page.getByRole('alert').count()).toBe(0);
  });
});
