import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { authenticate, required, userOf } from '../src/adapters/node.ts';
import type { Acl, Resource } from '../src/acl.ts';
import { aclToJson, Allow, AllPermissions, Authenticated, permits, user } from '../src/acl.ts';
import { can } from '../src/client.ts';
import { asking, list, permissions } from './authz/arbitraries.ts';
import { launchBrowser } from './support/browser.ts';
import { ROOT } from './support/gate.ts';
import { listen } from './support/http.ts';
import { chromium, needs } from './support/needs.ts';
import { setUp } from './support/security.ts';

describe('can', () => {
  it('equals permits for the JSON of generated lineages', () => {
    fc.assert(
      fc.property(
        fc.array(list, { maxLength: 3 }),
        asking,
        fc.constantFrom(...permissions, 'other'),
        (lists, principals, permission) => {
          const leaf = lists.reduceRight<Resource | null>((parent, acl) => ({ acl, parent }), null);
          const sent = JSON.stringify({ acls: lists.map(aclToJson), principals });
          expect(can(JSON.parse(sent), permission)).toBe(permits(leaf, principals, permission));
        },
      ),
      { numRuns: 2_000 },
    );
  });

  it('reads a list of permissions by whole names', () => {
    expect(can(['read', 'edit'], 'edit')).toBe(true);
    expect(can(['read', 'edited'], 'edit' as never)).toBe(false);
    expect(can(['*'], 'edit' as never)).toBe(false);
    expect(can([], 'edit' as never)).toBe(false);
  });

  it.each([
    [undefined],
    [null],
    ['edit'],
    [{}],
    [{ error: 'edit' }],
    [{ acls: 'edit', principals: ['a'] }],
    [{ acls: [['Allow', 'a', 'edit']], principals: ['a'] }],
    [{ acls: [[['Allow', 'a', '*']]], principals: 'a' }],
    [{ acls: [['Allow'], [['Allow', 'a', '*']]], principals: ['a'] }],
    [{ acls: [[['allow', 'a', '*']]], principals: ['a'] }],
    [{ acls: [[['Allow', 'a', ['*', 'edited', { edit: 1 }]]]], principals: ['a'] }],
    [{ acls: [null, [['Allow', 'a', '*']]], principals: ['a'] }],
  ])('is false for %j, and throws nothing', (granted) => {
    expect(can(granted as never, 'edit')).toBe(false);
  });
});

const built = join(ROOT, 'dist/client.js');

needs(chromium())('pyramidion/client in Chromium', () => {
  const site: Resource = { acl: [[Allow, Authenticated, 'read']] as Acl };
  const report: Resource = {
    parent: site,
    acl: [
      [Allow, user('ann'), 'edit'],
      [Allow, 'role:admin', AllPermissions],
    ],
  };
  const page = `<button id="read">Read</button><button id="edit">Edit</button>
    <button id="delete">Delete</button><script type="module">
      import { can } from '/client.js';
      const answers = await Promise.all(['/permissions', '/rules'].map((path) => fetch(path)));
      const [names, rules] = await Promise.all(answers.map((answer) => answer.json()));
      for (const button of document.querySelectorAll('button')) {
        button.hidden = !can(names, button.id);
        button.dataset.byRules = can(rules, button.id);
      }
      document.title = 'ready';
    </script>`;
  let browser: Browser;
  let server: Awaited<ReturnType<typeof listen>>;

  beforeAll(async () => {
    const { security } = setUp({ permissions: ['read', 'edit', 'delete'], root: site });
    const asked = required()((request, response) => {
      const auth = userOf(request);
      const acls = [report, site].map(({ acl }) => aclToJson(acl as Acl));
      const rules = { acls, principals: auth.principals };
      response.setHeader('Content-Type', 'application/json');
      response.end(JSON.stringify(request.url === '/rules' ? rules : auth.permissions(report)));
    });
    const protectedPart = authenticate(security)(asked);
    server = await listen((request, response) => {
      if (request.url === '/') response.setHeader('Content-Type', 'text/html').end(page);
      else if (request.url === '/client.js')
        response.setHeader('Content-Type', 'text/javascript').end(readFileSync(built, 'utf8'));
      else void protectedPart(request, response);
    });
    browser = await launchBrowser();
  }, 60_000);
  afterAll(async () => {
    await browser?.close();
    await server?.close();
  });

  it.runIf(existsSync(built))('shows the buttons of what the server allows', async () => {
    const { security } = setUp();
    const token = await security.createToken('ann');
    const context = await browser.newContext({
      extraHTTPHeaders: { Authorization: `Bearer ${token}` },
    });
    const tab = await context.newPage();
    await tab.goto(server.url);
    await tab.waitForFunction("document.title === 'ready'");
    const shown = await tab.evaluate(
      "[...document.querySelectorAll('button')].map((b) => `${b.id} ${!b.hidden} ${b.dataset.byRules}`)",
    );
    expect(shown).toEqual(['read true true', 'edit true true', 'delete false false']);
    await context.close();
  });
});
