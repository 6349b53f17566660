import { equal, match } from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { describe, it } from 'node:test';
import type { Page } from 'playwright-core';
import { chromium } from 'playwright-core';
import type { NextClient } from './next-client.ts';

const executablePath = process.env['CHROMIUM'] ?? '/usr/bin/chromium';
const isMissing = !existsSync(executablePath) && process.env['CI'] !== 'true';
const skip = isMissing ? 'Chromium is not on this machine: apt-get install -y chromium' : false;

/** Fills in the form of the login page. */
async function logIn(page: Page, name: string, password: string): Promise<void> {
  await page.fill('[name=name]', name);
  await page.fill('[name=password]', password);
  await page.click('text=Log in >> nth=-1');
}

/** Declares the story of a user with a browser, with scripts and without. */
export function browserTests(client: () => NextClient): void {
  describe('the example for Next in Chromium', () => {
    for (const javaScriptEnabled of [true, false])
      it(`logs in and out, ${javaScriptEnabled ? 'with' : 'without'} scripts`, {
        skip,
      }, async () => {
        const browser = await chromium.launch({ executablePath, args: ['--no-sandbox'] });
        try {
          const context = await browser.newContext({ javaScriptEnabled });
          const page = await context.newPage();
          const site = `http://127.0.0.1:${client().port}`;
          await page.goto(`${site}/reports?page=2`);
          equal(page.url(), `${site}/login?return_to=%2Freports%3Fpage%3D2`);
          await logIn(page, 'alice', 'guess');
          await page.waitForURL('**/login?failed=1');
          await page.goto(`${site}/reports?page=2`);
          await logIn(page, 'alice', 'wonderland');
          await page.waitForURL('**/reports?page=2');
          match((await page.textContent('main')) ?? '', /January/);
          const folder = process.env['SCREENSHOTS'];
          if (folder !== undefined) await page.screenshot({ path: `${folder}/reports.png` });
          equal((await context.cookies()).length, 1);
          await page.click('text=Log out');
          await page.waitForURL('**/login');
          match((await page.textContent('header')) ?? '', /Nobody is logged in/);
          equal((await context.cookies()).length, 0);
        } finally {
          await browser.close();
        }
      });
  });
}
