import type { ChildProcess } from 'node:child_process';
import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { Device, launchBrowser } from '../support/browser.ts';
import { ROOT } from '../support/gate.ts';
import { chromium, needs } from '../support/needs.ts';
import { readPage } from './blocks.ts';
import { compile, makeFolder } from './compiled.ts';

/** What the guide leaves to the reader: a page, and that the server listens. */
const MAIN = `
import { readFileSync } from 'node:fs';
import { app } from './web.js';
app.get('/', (_request, response) => response.type('html').send(
  '<script type="module">import { call } from "./client.js"; globalThis.call = call</script>'));
app.get('/client.js', (_request, response) =>
  response.type('js').send(readFileSync(new URL('./client.js', import.meta.url), 'utf8')));
const server = app.listen(0, '127.0.0.1', () => process.send(server.address().port));
`;

needs(chromium())('the client of the guide, in tabs of Chromium', () => {
  let folder: string;
  let server: ChildProcess;
  let browser: Browser;
  let device: Device;
  let url: string;
  let answers: { asked: string; status: number }[];

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'refresh-'));
    makeFolder(folder);
    const page = readPage(join(ROOT, 'docs/guide/refresh.md'));
    // The clock of the page stands still, and a browser does not wait for 15 minutes.
    const running = 'Object.assign(() => Date.now(), { advance: (_by: string) => undefined })';
    const change = (text: string) => text.replace("'15m'", "'4s'").replace('testClock()', running);
    expect(compile(folder, [page], change)(page)).toBe('');
    writeFileSync(join(folder, 'refresh/main.js'), MAIN);
    server = spawn(process.execPath, ['main.js'], {
      cwd: join(folder, 'refresh'),
      env: {
        ...process.env,
        JWT_PRIVATE_KEY: randomBytes(64).toString('base64url'),
        NODE_ENV: 'test',
      },
      stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
    });
    const port = await new Promise((resolve) => server.once('message', resolve));
    url = `http://127.0.0.1:${String(port)}`;
    browser = await launchBrowser();
    device = await Device.of(browser);
    device.context.on('response', (response) =>
      answers.push({
        asked: `${response.request().method()} ${new URL(response.url()).pathname}`,
        status: response.status(),
      }),
    );
  }, 60_000);
  afterAll(async () => {
    await browser?.close();
    server?.kill();
    rmSync(folder, { recursive: true, force: true });
  });
  beforeEach(() => {
    answers = [];
    return () => device.reset();
  });

  const tab = async (): Promise<Page> => {
    const page = await device.tab();
    await page.goto(url);
    await page.waitForFunction('globalThis.call');
    return page;
  };
  const call = (page: Page, path = '/me', method = 'GET'): Promise<number> =>
    page.evaluate(`call(${JSON.stringify(path)}, { method: '${method}' }).then((r) => r.status)`);
  const logIn = async (): Promise<Page> => {
    const page = await tab();
    await page.evaluate(`fetch('/web/login', {
      method: 'POST', headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify({ name: 'alice', password: 'correct horse' }) })`);
    return page;
  };
  const refreshes = (): number[] =>
    answers.filter(({ asked }) => asked === 'POST /web/session').map(({ status }) => status);
  const expired = (page: Page) => page.waitForTimeout(5000);

  it('all tabs go on while they refresh, also at the same moment', async () => {
    const tabs = [await logIn(), await tab(), await tab()];
    for (let round = 0; round < 3; round++) {
      if (round > 0) await expired(tabs[0] as Page);
      expect(await Promise.all(tabs.map((page) => call(page)))).toEqual([200, 200, 200]);
    }
    expect(refreshes().length).toBeGreaterThanOrEqual(9);
    expect(new Set(refreshes())).toEqual(new Set([200]));
  });

  it('many requests of one tab wait for one refresh', async () => {
    const page = await logIn();
    expect(await call(page)).toBe(200);
    await expired(page);
    const before = refreshes().length;
    const statuses = await page.evaluate(
      `Promise.all(Array.from({ length: 20 }, () => call('/me').then((r) => r.status)))`,
    );
    expect(statuses).toEqual(Array(20).fill(200));
    expect(refreshes().length - before).toBe(1);
  });

  it('a logout in one tab logs the other out at its next request', async () => {
    const [one, other] = [await logIn(), await tab()];
    expect([await call(one), await call(other)]).toEqual([200, 200]);
    const [cookie] = await device.context.cookies(`${url}/web/session`);
    expect(cookie).toMatchObject({ httpOnly: true, secure: true, path: '/web/session' });
    expect(await call(one, '/web/session', 'DELETE')).toBe(204);
    expect(await call(other)).toBe(401);
    expect(await device.context.cookies(`${url}/web/session`)).toEqual([]);
    // A copy of the cookie, as a thief has it.
    const headers = { cookie: `${cookie?.name}=${cookie?.value}`, 'sec-fetch-site': 'same-origin' };
    const copied = await fetch(`${url}/web/session`, { method: 'POST', headers });
    expect(copied.status).toBe(401);
  });

  it('an answer that was lost costs no login', async () => {
    const page = await logIn();
    let lost = 0;
    await device.context.route('**/web/session', async (route) => {
      if (lost++ > 0) return route.continue();
      // The server has answered, and the browser never gets it.
      await fetch(`${url}/web/session`, {
        method: 'POST',
        headers: await route.request().allHeaders(),
      });
      await route.abort('connectionreset');
    });
    expect(await call(page)).toBe(200);
    expect(lost).toBe(2);
    await expired(page);
    expect(await call(page)).toBe(200);
  });

  it('a refresh that is never answered holds no tab up for good', async () => {
    const [first, second] = [await logIn(), await tab()];
    let asked: () => void;
    const isAsked = new Promise<void>((resolve) => (asked = resolve));
    // Neither answered nor failed, as in a network that went away.
    await first.route('**/web/session', () => asked(), { times: 1 });
    const waiting = call(first);
    await isAsked;
    expect(await Promise.all([call(second), waiting])).toEqual([200, 200]);
  });

  it('an anonymous tab gets 401 after one question', async () => {
    const page = await tab();
    expect(await call(page)).toBe(401);
    expect(refreshes()).toEqual([401]);
  });
});
