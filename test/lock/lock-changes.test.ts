import { describe, expect, it } from 'vitest';
import type { Acl } from '../../src/index.ts';
import { Allow, AllPermissions, Authenticated, Deny, Everyone, Public } from '../../src/index.ts';
import { lockChanges, lockText } from '../../src/lock.ts';
import type { AddRoutes } from './site.ts';
import { PERSONAS, ROOT, ROUTES, siteOf } from './site.ts';

type Site = Parameters<typeof siteOf>[0];

/** The sentences for a change of a site. */
async function sentences(before: Site, after: Site): Promise<string[]> {
  const text = await lockText(siteOf(before).plan);
  return (await lockChanges(siteOf(after).plan, text)).map(({ reason }) => reason);
}

const one: AddRoutes = (app, { permit, end }) => void app.get('/page', permit('view'), end);

describe('the difference to a lock file', () => {
  it('is none if the answers are those of the file', async () => {
    expect(await sentences({}, {})).toEqual([]);
    expect(await sentences({}, { acl: [[Deny, 'role:x', 'edit'], ...ROOT] })).toEqual([]);
  });

  it.each<[string, Acl, string[]]>([
    [
      'who gained what, by which line',
      [...ROOT, [Allow, 'role:member', 'edit']],
      ['member gained edit on PUT /reports/:id, by line 3 of root.'],
    ],
    [
      'who lost what, and the line that denies it',
      [[Deny, 'role:member', 'view'], ...ROOT],
      ['member lost view on GET /reports: line 1 of root denies it.'],
    ],
    [
      'who lost what that no line allows',
      ROOT.slice(1),
      [
        'admin lost view on GET /reports: no line allows it.',
        'admin lost edit on PUT /reports/:id: no line allows it.',
      ],
    ],
    [
      'that a login is no longer needed',
      [[Allow, Everyone, 'view'], ...ROOT],
      [
        'GET /reports no longer needs a login, by line 1 of root.',
        'admin on GET /reports: "✓ Allow system.Everyone of root" now; before, "✓ Allow role:admin of root".',
        'member on GET /reports: "✓ Allow system.Everyone of root" now; before, "✓ Allow role:member of root".',
      ],
    ],
  ])('says %s', async (_, acl, expected) => {
    expect(await sentences({}, { acl })).toEqual(expected);
  });

  it('says that a login is needed now', async () => {
    const acl: Acl = [[Allow, Everyone, 'view']];
    const add: AddRoutes = (app, { permit, end }) => {
      app.get('/a', permit('view'), end);
      app.get('/b', permit('view'), end);
    };
    expect(await sentences({ acl, add }, { acl: [[Allow, Authenticated, 'view']], add })).toEqual([
      'GET /a and GET /b now need a login.',
      'admin and member on GET /a and GET /b: "✓ Allow system.Authenticated of root" now; before, "✓ Allow system.Everyone of root".',
    ]);
  });

  it('has one sentence for all routes and personas that change alike', async () => {
    const add: AddRoutes = (app, { permit, end }) => {
      app.put('/page', permit('edit'), end);
      app.post('/page', permit('edit'), end);
    };
    const as = { ann: ['role:staff', 'user:1'], bob: ['role:staff'], eve: ['role:other'] };
    const acl: Acl = [[Allow, 'role:staff', 'edit']];
    expect(
      await sentences({ acl: [], add, options: { as } }, { acl, add, options: { as } }),
    ).toEqual(['ann and bob gained edit on POST /page and PUT /page, by line 1 of root.']);
  });

  it.each<[string, AddRoutes, AddRoutes, string]>([
    [
      'a new route and who passes',
      () => undefined,
      one,
      'GET /page is a new route: it asks for view of root, and admin and member pass.',
    ],
    [
      'a new route that is public',
      () => undefined,
      (app, { permit, end }) => void app.get('/page', permit(Public), end),
      'GET /page is a new route: it is public.',
    ],
    [
      'a new route without a guard',
      () => undefined,
      (app, { end }) => void app.get('/page', end),
      'GET /page is a new route without a guard: add permit, required or permit(Public).',
    ],
    [
      'a guard that is gone',
      one,
      (app, { end }) => void app.get('/page', end),
      'GET /page lost its guard: it asked for view of root.',
    ],
    [
      'a route without a guard that the file has',
      (app, { end }) => void app.get('/page', end),
      (app, { end }) => void app.get('/page', end),
      'GET /page has no guard: add permit, required or permit(Public).',
    ],
    ['a route that is gone', one, () => undefined, 'GET /page is no longer a route.'],
    [
      'another permission',
      (app, { permit, end }) => void app.get('/page', permit('read'), end),
      (app, { permit, end }) => void app.get('/page', permit('edit'), end),
      'GET /page now asks for edit of root; before, for read of root.',
    ],
    [
      'a route that became public',
      one,
      (app, { permit, end }) => void app.get('/page', permit(Public), end),
      'GET /page no longer needs a login: it is public now; before, it asked for view of root.',
    ],
    [
      'a route that is public no longer',
      (app, { permit, end }) => void app.get('/page', permit(Public), end),
      one,
      'GET /page now asks for view of root, and admin and member pass; before, it was public.',
    ],
  ])('says %s', async (_, before, after, expected) => {
    expect(await sentences({ add: before }, { add: after })).toEqual([expected]);
  });

  it('says which routes have no guard on purpose', async () => {
    const open: AddRoutes = (app, { end }) => void app.get('/page', end);
    const options = { unguarded: ['GET /page'] };
    expect(await sentences({ add: one }, { add: open, options })).toEqual([
      'GET /page has no guard, on purpose; before, it asked for view of root.',
    ]);
    expect(await sentences({ add: open, options }, { add: open, options })).toEqual([]);
  });

  it('says which personas are new, removed or others than before', async () => {
    const as = { ...PERSONAS, member: ['role:member', 'role:staff'], chief: ['role:chief'] };
    const { admin: _, ...fewer } = as;
    expect(await sentences({}, { options: { as: fewer } })).toEqual([
      'The persona chief is new: role:chief.',
      'The persona admin is removed: role:admin.',
      'The persona member is role:member, role:staff now; before, role:member.',
    ]);
  });

  it('says that a persona of the sample is asked no longer, and that it is again', async () => {
    const gone = { as: { ...PERSONAS, owner: () => null } };
    expect(await sentences({}, { options: gone })).toEqual([
      'owner is no longer asked about PUT /reports/:id; before, "✓ Allow user:7 of "report"".',
    ]);
    expect(await sentences({ options: gone }, {})).toEqual([
      'owner gained edit on PUT /reports/:id, by line 1 of "report".',
    ]);
  });

  it('has a sentence whenever the text of the file differs, and only then', async () => {
    const acls: Acl[] = [
      ROOT,
      [],
      [[Allow, Everyone, 'view']],
      [[Deny, 'role:member', AllPermissions], ...ROOT],
      [[Allow, Authenticated, ['view', 'edit']]],
    ];
    const tables: AddRoutes[] = [
      ROUTES,
      (app, { permit, required, end, report }) => {
        app.get('/', permit('view'), end);
        app.get('/reports', required('edit'), end);
        app.put('/reports/:id', permit('view', report), end);
      },
      (app, { permit, end, report }) => {
        app.get('/', permit('edit'), end);
        app.put('/reports/:id', permit('edit'), permit('edit', report), end);
        app.put('/reports/:id', permit(Public), end);
      },
    ];
    const all = [
      { member: PERSONAS.member },
      PERSONAS,
      { owner: PERSONAS.owner, known: [Authenticated] },
    ];
    const plans = acls.flatMap((acl) =>
      tables.flatMap((add) =>
        all.map((as) => {
          const options = {
            as,
            samples: {
              'report()': { ownerId: 7, acl: [[Allow, 'user:7', 'edit']], parent: { acl } },
            },
          } as never;
          return siteOf({ acl, add, options }).plan;
        }),
      ),
    );
    const files = await Promise.all(plans.map(lockText));
    for (const [at, plan] of plans.entries())
      for (const text of files) {
        const changes = await lockChanges(plan, text);
        expect(changes.length > 0).toBe(text !== files[at]);
      }
  });
});
