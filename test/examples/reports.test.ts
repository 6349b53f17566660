import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chromium as launcher } from 'playwright-core';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { chromium, findChromium, needs } from '../support/needs.ts';

let server: ChildProcess;
let printed = '';
let url = '';
let folder = '';
let passwords: Record<string, string> = {};

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'reports-'));
  const env = {
    ...process.env,
    DATA_DIR: folder,
    PORT: '4300',
    NODE_ENV: 'development',
    EXPIRATION: '30s',
    REISSUE_TIME: '1s',
    SESSION_LIFETIME: '1h',
  };
  server = spawn(process.execPath, ['examples/reports/dist/main.js'], { env, stdio: ['ignore', 'pipe', 'inherit'] });
  url = await new Promise((resolve, reject) => {
    server.once('exit', () => reject(new Error('the example ended at its start')));
    server.stdout?.on('data', (chunk) => {
      printed += String(chunk);
      const found = /at (http:\S+?)\/\n[\s\S]*-i \S+\/reports .*\n/.exec(printed)?.[1];
      if (found !== undefined) resolve(found);
    });
  });
  passwords = JSON.parse(readFileSync(join(folder, 'demo-passwords.json'), 'utf8'));
}, 30_000);

afterAll(async () => {
  const ended = new Promise((resolve) => server.once('exit', resolve));
  server.kill();
  await ended;
  rmSync(folder, { recursive: true, force: true });
});

const json = (body: unknown, headers: Record<string, string> = {}) => ({
  method: 'POST',
  headers: { 'Content-Type': 'application/json', ...headers },
  body: typeof body === 'string' ? body : JSON.stringify(body),
});
const tokenOf = async (name: string): Promise<string> => {
  const reply = await fetch(`${url}/login`, json({ name, password: passwords[name] }));
  return ((await reply.json()) as { token: string }).token;
};

describe('the example over HTTP', () => {
  it('prints three curl lines that work when pasted', async () => {
    const lines = printed.split('\n').filter((line) => /^ {2}(TOKEN|curl)/.test(line));
    expect(lines).toHaveLength(3);
    const output = await new Promise<string>((resolve) => {
      const shell = spawn('bash', ['-c', lines.join('\n')], { stdio: ['ignore', 'pipe', 'ignore'] });
      let text = '';
      shell.stdout.on('data', (chunk) => (text += String(chunk)));
      shell.on('close', () => resolve(text));
    });
    expect(output).toContain('"by":"bob"');
    expect(output).toContain('201 Created');
  });

  it('lets the owner edit a report, and nobody else but the admin', async () => {
    const bob = { Authorization: `Bearer ${await tokenOf('bob')}` };
    const { reports } = (await (await fetch(`${url}/reports`, { headers: bob })).json()) as { reports: { id: string; owner: string }[] };
    const put = async (owner: string, headers: Record<string, string>) => {
      const { id } = reports.find((report) => report.owner === owner) as { id: string };
      return (await fetch(`${url}/reports/${id}`, { ...json({ title: 'New title', text: '' }, headers), method: 'PUT' })).status;
    };
    expect(await put('bob', bob)).toBe(200);
    expect(await put('alice', bob)).toBe(403);
    expect(await put('bob', { Authorization: `Bearer ${await tokenOf('alice')}` })).toBe(200);
  });

  it('answers bad input of any kind with a 4xx and loses nothing', async () => {
    const headers = { Authorization: `Bearer ${await tokenOf('bob')}` };
    const count = async () => ((await (await fetch(`${url}/reports`, { headers })).json()) as { reports: unknown[] }).reports.length;
    const before = await count();
    const bodies = [
      '{',
      '[]',
      '7',
      { title: 7, text: '' },
      { title: '', text: '' },
      { title: 'x'.repeat(201), text: '' },
      { text: 'x' },
      'x'.repeat(70_000),
      '{"__proto__":{"title":"x","text":"y"}}',
    ];
    for (const body of bodies) {
      const { status } = await fetch(`${url}/reports`, json(body, headers));
      expect(status, JSON.stringify(body).slice(0, 40)).toBeGreaterThanOrEqual(400);
      expect(status).toBeLessThan(500);
    }
    for (const path of ['/reports/nothing', `/reports/${'x'.repeat(3000)}`, '/nowhere', '/reports/%00']) {
      expect((await fetch(url + path, { headers })).status).toBe(404);
    }
    expect((await fetch(`${url}/reports/%zz`, { headers })).status).toBe(400);
    expect((await fetch(`${url}/login`, json({ name: 'bob', password: 'wrong' }))).status).toBe(401);
    expect((await fetch(`${url}/login`, json({ name: { $ne: '' }, password: '' }))).status).toBe(400);
    expect((await fetch(`${url}/reports`, { headers: { Authorization: 'Bearer a, Bearer b' } })).status).toBe(400);
    expect((await fetch(`${url}/reports`, { headers: { Authorization: 'Bearer garbage' } })).status).toBe(401);
    expect(await count()).toBe(before);
  });
});

needs(chromium())('the example in a browser', () => {
  let browser: Browser;
  let context: BrowserContext;
  let page: Page;

  beforeAll(async () => {
    const args = [
      '--no-sandbox',
      '--disable-gpu',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
    ];
    browser = await launcher.launch({ executablePath: findChromium() as string, args });
    context = await browser.newContext();
    page = await context.newPage();
  }, 60_000);
  afterAll(() => browser.close());

  const cookie = async () => (await context.cookies(url)).find(({ name }) => name === '__Host-Authorization');

  it('logs in, slides, refuses with its reason, withstands another origin, and stays logged out', { timeout: 60_000 }, async () => {
    await page.goto(`${url}/me`);
    expect(page.url()).toBe(`${url}/login`);
    await page.getByLabel('Name').fill('bob');
    await page.getByLabel('Password').fill('wrong');
    await page.getByRole('button', { name: 'Log in' }).click();
    expect(await page.getByRole('alert').textContent()).toContain('No user');

    await page.getByLabel('Name').fill('bob');
    await page.getByLabel('Password').fill(passwords['bob'] as string);
    await page.getByRole('button', { name: 'Log in' }).click();
    await page.waitForURL(`${url}/me`);
    expect(await page.locator('#user').textContent()).toBe('bob');
    const first = await cookie();
    expect(first).toMatchObject({ httpOnly: true, secure: true, sameSite: 'Lax', path: '/' });

    const deadline = Date.now() + 20_000;
    while ((await cookie())?.value === first?.value && Date.now() < deadline) await page.reload();
    const claimsOf = (value = '') =>
      JSON.parse(Buffer.from(value.split('.')[1] ?? '', 'base64url').toString()) as { iat: number; auth_time: number };
    const slid = claimsOf((await cookie())?.value);
    expect(slid.iat).toBeGreaterThan(claimsOf(first?.value).iat);
    expect(slid.auth_time).toBe(claimsOf(first?.value).auth_time);

    await page.goto(`${url}/reports`);
    await page.getByRole('link', { name: 'Quarterly figures' }).click();
    expect(await page.locator('p.no').textContent()).toContain("speaks of 'edit'");

    const reports = page.url();
    const evil = createServer((_req, res) => {
      res.setHeader('Content-Type', 'text/html');
      res.end(
        `<form method="post" action="${url}/reports"><input name="title" value="forged"><input name="text" value="x"><button>Win</button></form>`,
      );
    });
    await new Promise<void>((resolve) => evil.listen(0, '127.0.0.1', resolve));
    await page.goto(`http://127.0.0.1:${(evil.address() as AddressInfo).port}/`);
    await Promise.all([page.waitForURL(`${url}/reports`), page.getByRole('button').click()]);
    expect(await page.locator('#reason').textContent()).toContain('another origin');
    evil.close();
    await page.goto(`${url}/reports`);
    expect(await page.getByRole('link', { name: 'forged' }).count()).toBe(0);

    await page.goto(reports);
    await page.getByRole('button', { name: 'Log out' }).click();
    await page.waitForURL(`${url}/login`);
    expect(await cookie()).toBeUndefined();
    await page.goBack();
    await page.waitForURL(`${url}/login`);
    expect(await page.getByRole('button', { name: 'Log out' }).count()).toBe(0);
  });
});
