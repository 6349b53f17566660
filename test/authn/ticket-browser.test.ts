import type { Server } from 'node:http';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { authenticate, permit } from '../../src/adapters/node.ts';
import type { AuthContext, Resource, Security } from '../../src/index.ts';
import { Allow, denylist, headerPolicy, memoryStore, ticketPolicy, user } from '../../src/index.ts';
import { Device, launchBrowser } from '../support/browser.ts';
import { chromium, needs } from '../support/needs.ts';
import { bearer, setUp } from '../support/security.ts';

const REPORT: Resource = { name: 'report:7', acl: [[Allow, user('ann'), 'read']] };
const SVG = '<svg xmlns="http://www.w3.org/2000/svg" width="7" height="7"/>';

needs(chromium())('a ticket in Chromium', () => {
  let server: Server;
  let browser: Browser;
  let device: Device;
  let page: Page;
  let site: string;
  let security: Security;
  /** The Referer of each request. */
  let referers: (string | undefined)[];

  beforeAll(async () => {
    ({ security } = setUp({
      clock: Date.now,
      policies: [headerPolicy(), ticketPolicy()],
      revocation: denylist(memoryStore()),
    }));
    await security.ready();
    const guarded = permit(
      'read',
      () => REPORT,
    )((request, response) => {
      const path = request.url?.split('?', 1)[0];
      if (path === '/chart') response.setHeader('Content-Type', 'image/svg+xml').end(SVG);
      else if (path === '/events') {
        response.writeHead(200, { 'Content-Type': 'text/event-stream' });
        response.end('retry: 50\ndata: hello\n\n');
      } else {
        response.setHeader('Content-Type', 'text/html');
        response.end('<a href="/next">next</a>');
      }
    });
    server = createServer((request, response) => {
      if (request.url === '/' || request.url === '/next') {
        referers.push(request.headers.referer);
        response.setHeader('Content-Type', 'text/html').end('<p>page</p>');
      } else void authenticate(security)(guarded)(request, response);
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    site = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    browser = await launchBrowser();
    device = await Device.of(browser);
  }, 60_000);
  afterAll(async () => {
    await browser?.close();
    server?.closeAllConnections();
    server?.close();
    await security?.close();
  });
  beforeEach(async () => {
    referers = [];
    page = await device.tab();
    await page.goto(site);
    return () => device.reset();
  });

  const ticket = async (uses?: number): Promise<string> => {
    const auth: AuthContext = await security.authenticate(
      bearer(await security.createToken('ann')),
    );
    return auth.ticket('read', REPORT, uses === undefined ? {} : { uses });
  };
  /** The width of an image, or null if it could not be shown. */
  const image = (address: string): Promise<number | null> =>
    page.evaluate(`new Promise((resolve) => {
      const image = new Image();
      image.onload = () => resolve(image.naturalWidth);
      image.onerror = () => resolve(null);
      image.src = ${JSON.stringify(address)};
    })`);

  it('shows an image, and no image without it', async () => {
    expect(await image(`/chart?ticket=${await ticket()}`)).toBe(7);
    expect(await image('/chart')).toBeNull();
    expect(await image('/chart?ticket=x')).toBeNull();
  });

  it('shows it once with uses: 1, and not from the cache of the browser', async () => {
    const address = `/chart?ticket=${await ticket(1)}`;
    const other = await device.tab();
    await other.goto(site);
    expect(await image(address)).toBe(7);
    page = other;
    expect(await image(address)).toBeNull();
  });

  it('opens an EventSource, which connects again with the same ticket unless it is used up', async () => {
    const hear = (address: string): Promise<string[]> =>
      page.evaluate(`new Promise((resolve) => {
        const heard = [];
        const source = new EventSource(${JSON.stringify(address)});
        source.onmessage = ({ data }) => {
          if (heard.push(data) === 3) (source.close(), resolve(heard));
        };
        source.onerror = () => {
          if (source.readyState === EventSource.CLOSED) resolve([...heard, 'closed']);
        };
      })`);
    expect(await hear(`/events?ticket=${await ticket()}`)).toEqual(['hello', 'hello', 'hello']);
    expect(await hear(`/events?ticket=${await ticket(1)}`)).toEqual(['hello', 'closed']);
  });

  it('is in no Referer of the page that follows', async () => {
    await page.goto(`${site}/page?ticket=${await ticket()}`);
    referers = [];
    await Promise.all([page.waitForURL('**/next'), page.click('a')]);
    expect(referers).toEqual([undefined]);
  });
});
