import express from 'express';
import { describe, expect, it } from 'vitest';
import { authenticate } from '../../src/adapters/express.ts';
import { Allow, AllPermissions, Deny, Everyone, Public } from '../../src/index.ts';
import { lock, lockText } from '../../src/lock.ts';
import { setUp } from '../support/security.ts';
import { PERSONAS, ROOT, siteOf } from './site.ts';

const linesOf = async (site: ReturnType<typeof siteOf>): Promise<string[]> =>
  (await lockText(site.plan)).split('\n');
const changed = (before: readonly string[], after: readonly string[]): string[] => [
  ...before.filter((line) => !after.includes(line)).map((line) => `- ${line}`),
  ...after.filter((line) => !before.includes(line)).map((line) => `+ ${line}`),
];

describe('the text of a lock file', () => {
  it('has a block for each route, with one line for each persona', async () => {
    expect(await lockText(siteOf().plan)).toBe(`# authz.lock of pyramidion, version 1
# Who passes the guards of each route, and which ACE decides. Do not edit it:
# "npx pyramidion lock" writes it, "npx pyramidion lock --check" says what has changed.

persona admin: role:admin
persona anonymous: anonymous
persona member: role:member
persona owner: by the sample

GET /  public

GET /account  a login
  admin: ✓
  anonymous: 401
  member: ✓

GET /reports  view of root
  admin: ✓ Allow role:admin of root
  anonymous: 401
  member: ✓ Allow role:member of root

PUT /reports/:id  edit of report()
  admin: ✓ Allow role:admin of root
  anonymous: 401
  member: 403
  owner: ✓ Allow user:7 of "report"
`);
  });

  it('does not depend on the order of the routes and personas', async () => {
    const first = siteOf({
      add(app, { permit, end }) {
        app.get('/b', permit('view'), end);
        app.get('/a', permit(Public), end);
        app.post('/a', permit('edit'), end);
      },
      options: { as: { b: ['role:b'], a: ['role:a'] } },
    });
    const second = siteOf({
      add(app, { permit, end }) {
        app.post('/a', permit('edit'), end);
        app.get('/a', permit(Public), end);
        app.get('/b', permit('view'), end);
      },
      options: { as: { a: new Set(['role:a']), b: ['role:b'] } },
    });
    expect(await lockText(first.plan)).toBe(await lockText(second.plan));
  });

  it('changes only in the lines of those whose answer changes', async () => {
    const before = await linesOf(siteOf());
    // The places of all lines below it change, and their answers do not.
    const denied = await linesOf(siteOf({ acl: [[Deny, 'role:trainee', 'view'], ...ROOT] }));
    expect(changed(before, denied)).toEqual([]);
    const open = await linesOf(siteOf({ acl: [...ROOT, [Allow, Everyone, 'edit']] }));
    expect(changed(before, open)).toEqual([
      '-   member: 403',
      '+   anonymous: ✓ Allow system.Everyone of root',
      '+   member: ✓ Allow system.Everyone of root',
    ]);
  });

  it('says what a guard asks: a login and its age, a default, several guards', async () => {
    const { plan } = siteOf({
      add(app, { permit, required, end }) {
        app.use('/admin', permit('view'));
        app.get('/admin/users', required('edit', undefined, { maxAuthAge: '5m' }), end);
        app.get('/payments', required({ acr: ['mfa', 'key'] }), end);
        app.get('/old', permit('view', undefined, { maxAuthAge: 3600 }), end);
        app.all('/any', permit('view', { name: 'any  \n thing', acl: [] }), end);
      },
    });
    const lines = await linesOf({ plan } as ReturnType<typeof siteOf>);
    expect(lines.filter((line) => /^[A-Z*]+ /.test(line))).toEqual([
      'GET /admin/users  view of root; a login of the last 5 minutes and edit of root',
      '* /any  view of "any\\u0020\\u0020\\n thing"',
      'GET /old  a login of the last 60 minutes and view of root',
      'GET /payments  a login with acr mfa or key',
    ]);
  });

  it('names a route without a guard, and one that has none on purpose', async () => {
    const { plan } = siteOf({
      add(app, { end }) {
        app.get('/docs', end);
        app.get('/forgotten', end);
      },
      options: { unguarded: ['GET /docs'] },
    });
    const text = await lockText(plan);
    expect(text).toContain('\n\nGET /docs  unguarded, on purpose\n\nGET /forgotten  UNGUARDED\n');
  });

  it('shows the permission that a route has by default', async () => {
    const root = { acl: [[Allow, 'role:admin', AllPermissions] as const] };
    const { security } = setUp({ root });
    const app = express();
    app.use(authenticate(security, { defaultPermission: 'view' }));
    app.get('/page', (_request, response) => void response.end());
    expect(await lockText(lock(app, { as: PERSONAS }))).toContain(
      '\nGET /page  view of root by default\n  admin: ✓ Allow role:admin of root\n',
    );
  });
});
