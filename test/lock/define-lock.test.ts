import { describe, expect, it } from 'vitest';
import type { Resource } from '../../src/index.ts';
import { Allow, Public, user } from '../../src/index.ts';
import type { LockOptions, LockPlan } from '../../src/lock.ts';
import { accessTable, lock } from '../../src/lock.ts';
import type { AddRoutes, Report } from './site.ts';
import { PERSONAS, reportOf, ROOT, siteOf } from './site.ts';

const as = PERSONAS;
const app = siteOf().app;

describe('lock', () => {
  it.each<[string, unknown, RegExp]>([
    ['options that are none', undefined, /takes an object of options/],
    ['an option that is unknown', { as, sample: {} }, /no option "sample": did you mean samples/],
    ['personas that are missing', {}, /as of lock must name the users/],
    [
      'a persona that is undefined',
      { as: { member: undefined } },
      /persona member has no list of principals, but undefined/,
    ],
    [
      'a persona that is one string',
      { as: { member: 'role:member' } },
      /persona member has no list/,
    ],
    [
      'a principal that is undefined',
      { as: { member: [undefined] } },
      /member has a principal that is undefined/,
    ],
    [
      'a principal of a missing id',
      { as: { owner: ['user:undefined'] } },
      /"user:undefined", which was made of a missing value/,
    ],
    [
      'an anonymous persona with principals',
      { as: { anonymous: ['role:a'] } },
      /anonymous has principals/,
    ],
    ['a name that a line cannot hold', { as: { 'a: b': [] } }, /as of lock has the name "a: b"/],
    [
      'a sample that is undefined',
      { as, samples: { '/a': undefined } },
      /sample of \/a is undefined: write a resource/,
    ],
    [
      'a sample that is a promise',
      { as, samples: { '/a': Promise.resolve({}) } },
      /sample of \/a is a promise \(await it\)/,
    ],
    ['an id in place of a sample', { as, samples: { '/a': [7] } }, /sample of \/a is a number/],
    [
      'a root that is undefined',
      { as, root: undefined },
      /root of lock must be a resource, and it is undefined/,
    ],
    [
      'unguarded routes that are no list',
      { as, unguarded: 'GET /' },
      /unguarded of lock must be a list/,
    ],
  ])('refuses %s', (_, options, expected) => {
    expect(() => lock(app, options as LockOptions)).toThrow(expected);
  });

  it('names all faults at once', () => {
    const wrong = { as: { a: undefined }, samples: { '/a': null } } as never;
    expect(() => lock(app, wrong)).toThrow(/^2 errors:/);
  });

  it('refuses a security that is none', () => {
    expect(() => lock(app, {}, { as })).toThrow(/takes what createSecurity returned/);
  });

  it('adds an anonymous persona unless another one is', async () => {
    const namesOf = async (plan: LockPlan) => [...(await accessTable(plan)).personas.keys()];
    expect(
      await namesOf(siteOf({ add: () => {}, options: { as: { a: ['role:a'] } } }).plan),
    ).toEqual(['a', 'anonymous']);
    expect(await namesOf(siteOf({ add: () => {}, options: { as: { visitor: [] } } }).plan)).toEqual(
      ['visitor'],
    );
  });
});

/** The faults of a table. */
async function faultsOf(plan: LockPlan): Promise<readonly string[]> {
  const error: unknown = await accessTable(plan).catch((thrown: unknown) => thrown);
  return (error as { faults?: readonly string[] }).faults ?? [];
}
const asking = (options: Partial<LockOptions<Report>>, add?: AddRoutes) =>
  faultsOf(siteOf({ options: { samples: {}, ...options }, ...(add && { add }) }).plan);

describe('the samples', () => {
  const sample = reportOf({ acl: ROOT });

  it('are asked for by route and by function', async () => {
    expect(await asking({})).toEqual([
      "PUT /reports/:id has no sample, and report() finds its resource: add one to samples by 'PUT /reports/:id' or 'report()'.",
    ]);
  });

  it.each(['PUT /reports/:id', '/reports/:id', 'report()'])('are found by %s', async (key) => {
    expect(await asking({ samples: { [key]: sample } })).toEqual([]);
  });

  it('must each be needed by a route', async () => {
    const samples = { '/reports/:id': sample, '/report/:id': sample, '/account': sample };
    expect(await asking({ samples })).toEqual([
      "No route needs the sample of '/report/:id': did you mean '/reports/:id'?",
      "No route needs the sample of '/account': leave it out. It asks for a login.",
    ]);
  });

  it('are no fault if a guard is missing that would need them', async () => {
    const add: AddRoutes = (site, { end }) => void site.put('/reports/:id', end);
    expect(await asking({ samples: { '/reports/:id': sample } }, add)).toEqual([]);
    expect(await asking({ samples: { 'report()': sample } }, add)).toEqual([]);
    expect(await asking({ samples: { '/other/:id': sample } }, add)).toHaveLength(1);
  });

  it('are one for each function of a route, in the order of the guards', async () => {
    const add: AddRoutes = (site, { permit, end }) => {
      const org = () => null;
      const page = () => null;
      site.put('/:org/:page', permit('view', org), permit('edit', page), end);
    };
    const orgSample = { name: 'org', ownerId: 1, acl: [[Allow, 'role:member', 'view'] as const] };
    expect(await asking({ samples: { '/:org/:page': sample } }, add)).toEqual([
      '/:org/:page has 1 sample, and the guards of PUT /:org/:page ask 2 functions for a resource: write a list with one for each, the outermost first.',
    ]);
    const samples = { '/:org/:page': [orgSample, sample] };
    const { plan } = siteOf({
      add,
      options: { as: { ...as, both: ['role:member', user(7)] }, samples },
    });
    const { routes } = await accessTable(plan);
    const textOf = (name: string) => routes[0]?.cells.find(({ persona }) => persona === name)?.text;
    expect(textOf('both')).toBe('✓ Allow role:member of "org", Allow user:7 of "report"');
    expect(textOf('owner')).toBe('403');
  });

  it('by the name of a function are refused if several functions are called so', async () => {
    const add: AddRoutes = (site, { permit, end }) => {
      for (const path of ['/a', '/b'])
        site.get(
          path,
          permit('view', function find() {
            return null;
          }),
          end,
        );
    };
    expect(await asking({ samples: { 'find()': sample } }, add)).toEqual([
      "samples has one for 'find()', and several functions have this name: write it by the route, 'GET /b'.",
    ]);
  });

  it('are not needed by a guard that has its resource', async () => {
    const page: Resource = { name: 'page', acl: [[Allow, 'role:member', 'view']] };
    const add: AddRoutes = (site, { permit, end }) => void site.get('/', permit('view', page), end);
    expect(await asking({}, add)).toEqual([]);
  });
});

describe('what else a table of access needs', () => {
  it('is the root, if a function finds it', async () => {
    const add: AddRoutes = (site, { permit, end }) => void site.get('/', permit('view'), end);
    const security = { root: () => ({ acl: ROOT }) };
    expect(await faultsOf(siteOf({ add, security }).plan)).toEqual([
      'GET / asks a root that a function finds: add a sample of it as root to lock.',
    ]);
    const options = { root: { acl: ROOT } };
    const { routes } = await accessTable(siteOf({ add, security, options }).plan);
    expect(routes[0]?.cells.map(({ text }) => text)).toEqual([
      '✓ Allow role:admin of root',
      '401',
      '✓ Allow role:member of root',
    ]);
    expect(await asking({ root: { acl: ROOT } }, add)).toEqual([
      'root of lock is given, and the root of the security is no function: leave it out.',
    ]);
  });

  it('is an entry of unguarded that names a route without a guard', async () => {
    const add: AddRoutes = (site, { permit, end }) => void site.get('/', permit(Public), end);
    expect(await asking({ unguarded: ['GET /', 'GET /docs'] }, add)).toEqual([
      "unguarded names 'GET /', and no route without a guard is called so: leave it out.",
      "unguarded names 'GET /docs', and no route without a guard is called so: leave it out.",
    ]);
  });

  it('is an application of a framework that is known', async () => {
    await expect(accessTable(lock({}, { as }))).rejects.toThrow(
      /none that is known: pass an application of Express, /,
    );
    const later = async () => siteOf({ add: () => {} }).app;
    expect((await accessTable(lock(later, { as }))).routes).toEqual([]);
    expect((await accessTable(lock(later(), { as }))).routes).toEqual([]);
  });

  it('is what lock returned', async () => {
    await expect(accessTable({ ...siteOf().plan })).rejects.toThrow(/pass what lock\(\) returned/);
  });
});

describe('a persona of the sample', () => {
  const personaOf = (owner: unknown) =>
    faultsOf(siteOf({ options: { as: { owner } as never } }).plan);

  it.each<[string, unknown, RegExp]>([
    [
      'undefined',
      () => undefined,
      /^The persona owner for the sample of PUT \/reports\/:id has no list of principals, but undefined/,
    ],
    ['no principals', () => [], /has no principals: return null if there is no such user/],
    [
      'a user without an id',
      (report: { owner: unknown }) => [`user:${String(report.owner)}`],
      /"user:undefined", which was made of a missing value/,
    ],
    [
      'an error',
      () => user(undefined as never),
      /PUT \/reports\/:id failed: TypeError: The id of a user/,
    ],
  ])('that is %s is a fault', async (_, owner, expected) => {
    expect(await personaOf(owner)).toEqual([expect.stringMatching(expected)]);
  });
});

describe('an ACL that is not usable', () => {
  it('is a fault that names the route and the persona', async () => {
    const broken = { ownerId: 7, acl: [['allow', 'a', 'edit']] } as never;
    const { plan } = siteOf({
      options: { as: { a: ['role:a'] }, samples: { 'report()': broken } },
    });
    expect(await faultsOf(plan)).toEqual(
      ['a', 'anonymous'].map((name) =>
        expect.stringMatching(
          `^PUT /reports/:id cannot be asked for the persona ${name}: .*action`,
        ),
      ),
    );
  });
});
