import { spawn } from 'node:child_process';
import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Reply } from '../support/http.ts';
import type { ReportsServer } from './reports-server.ts';
import { startReports } from './reports-server.ts';

interface Kept {
  readonly id: string;
  readonly owner: string;
  readonly title: string;
  readonly text: string;
}

let server: ReportsServer;
let bob: Record<string, string>;

beforeAll(async () => {
  server = await startReports();
  bob = await bearerOf('bob');
}, 30_000);
afterAll(() => server.stop());

const POLL = { timeout: 20_000, interval: 200 };
const JSON_TYPE = { 'Content-Type': 'application/json' };
const FORM = { 'Content-Type': 'application/x-www-form-urlencoded', Accept: 'text/html' };
const PAGE = { Accept: 'text/html' };

const post = (
  path: string,
  body: unknown,
  headers: Record<string, string> = {},
  method = 'POST',
): Promise<Reply> =>
  server.ask(path, {
    method,
    headers: { ...JSON_TYPE, ...headers },
    body: typeof body === 'string' ? body : JSON.stringify(body),
  });
const form = (
  path: string,
  fields: Record<string, string>,
  headers: Record<string, string> = {},
): Promise<Reply> =>
  server.ask(path, {
    method: 'POST',
    headers: { ...FORM, ...headers },
    body: new URLSearchParams(fields).toString(),
  });

async function bearerOf(
  name: string,
  password = server.passwords[name] as string,
): Promise<Record<string, string>> {
  const { token } = JSON.parse((await post('/login', { name, password })).body) as {
    token: string;
  };
  return { Authorization: `Bearer ${token}` };
}
const all = async (): Promise<Kept[]> =>
  (JSON.parse((await server.ask('/reports', { headers: bob })).body) as { reports: Kept[] })
    .reports;
const ownerOf = async (owner: string): Promise<Kept> =>
  (await all()).find((report) => report.owner === owner) as Kept;
const cookieOf = (reply: Reply): string | undefined =>
  reply.headers['set-cookie']?.[0]?.split(';')[0];

/** Expects a refusal that a program can read: a problem of the status of the response. */
function expectProblem(reply: Reply, status: number, detail = /./): void {
  expect([reply.status, reply.headers['content-type']]).toEqual([
    status,
    expect.stringMatching(/^application\/problem\+json/),
  ]);
  expect(JSON.parse(reply.body)).toMatchObject({ status, detail: expect.stringMatching(detail) });
}

describe('the server', () => {
  it('listens on loopback, on the next free port if the wanted one is taken', () => {
    const { hostname, port } = new URL(server.url);
    expect(hostname).toBe('127.0.0.1');
    expect(Number(port)).toBeGreaterThan(server.taken);
  });

  it('prints three curl commands that work when they are pasted', async () => {
    const lines = server.printed.split('\n').filter((line) => /^ {2}(TOKEN|curl)/.test(line));
    expect(lines).toHaveLength(3);
    const output = await new Promise<string>((resolve) => {
      const shell = spawn('bash', ['-c', lines.join('\n')], {
        stdio: ['ignore', 'pipe', 'ignore'],
      });
      let printed = '';
      shell.stdout.on('data', (chunk) => (printed += String(chunk)));
      shell.on('close', () => resolve(printed));
    });
    expect(output).toContain('"by":"bob"');
    expect(output).toContain('201 Created');
    expect(server.printed.match(/^Reports is at /gm)).toHaveLength(1);
  });
});

describe('a report', () => {
  it.each([
    ['its owner', 'bob', 'bob', 200],
    ['an admin', 'alice', 'bob', 200],
    ['another user', 'bob', 'alice', 403],
  ])('can be edited by %s: %s edits that of %s', async (_, name, owner, status) => {
    const { id } = await ownerOf(owner);
    const draft = { title: 'New title', text: '' };
    const reply = await post(`/reports/${id}`, draft, await bearerOf(name), 'PUT');
    expect(reply.status).toBe(status);
  });

  it('that is a draft is shown to its owner and to admins, on its page and in the list', async () => {
    const name = 'drafts reader';
    await server.withUsers((users) => users.add(name, name, ['reports']));
    const made = await post('/reports', { title: 'Draft', text: '', draft: true }, bob);
    const { id } = JSON.parse(made.body) as Kept;
    const seenBy = async (headers: Record<string, string>): Promise<unknown[]> => {
      const list = await server.ask('/reports', { headers });
      const page = await server.ask(`/reports/${id}`, { headers });
      return [list.body.includes(id), page.status];
    };
    expect(await seenBy(bob)).toEqual([true, 200]);
    expect(await seenBy(await bearerOf('alice'))).toEqual([true, 200]);
    const reader = await bearerOf(name, name);
    expect(await seenBy(reader)).toEqual([false, 403]);
    await post(`/reports/${id}`, { title: 'Published', text: '', draft: false }, bob, 'PUT');
    expect(await seenBy(reader)).toEqual([true, 200]);
  });

  it.each([
    ['line breaks at its beginning', '\n\ntwo empty lines first'],
    ['the greatest length, in any script', '\u20ac'.repeat(20_000)],
    ['line breaks of Windows', 'a\r\n'.repeat(10_000)],
  ])('keeps a text with %s', async (_, text) => {
    const made = await form('/reports', { title: 'Long', text }, bob);
    expect(made.status).toBe(303);
    const path = made.headers.location as string;
    const kept = JSON.parse((await server.ask(path, { headers: bob })).body) as Kept;
    expect(kept.text).toBe(text.replaceAll('\r\n', '\n'));
    const page = (await server.ask(path, { headers: { ...bob, ...PAGE } })).body;
    expect(page).toContain(`maxlength="20000">\n${kept.text}</textarea>`);
  });
});

describe('a request body that cannot be used is answered with 4xx and changes nothing', () => {
  const bodies: [body: unknown, status: number, detail: RegExp][] = [
    ['{', 400, /cannot be read/],
    ['{"title":"x"', 400, /cannot be read/],
    ['7', 400, /cannot be read/],
    ['null', 400, /cannot be read/],
    ['', 400, /title must be a string/],
    ['[]', 400, /JSON object or a form/],
    ['{}', 400, /title must be a string/],
    [{ text: 'x' }, 400, /title must be a string/],
    [{ title: 7, text: '' }, 400, /title must be a string/],
    [{ title: ['x'], text: '' }, 400, /title must be a string/],
    [{ title: { $ne: '' }, text: '' }, 400, /title must be a string/],
    [{ title: null, text: '' }, 400, /title must be a string/],
    [{ title: '', text: '' }, 400, /title must have 1 to 200/],
    [{ title: 'x'.repeat(201), text: '' }, 400, /title must have 1 to 200/],
    [{ title: 'x' }, 400, /text must be a string/],
    [{ title: 'x', text: 'y'.repeat(20_001) }, 400, /text must have 0 to 20000/],
    ['{"__proto__":{"title":"x","text":"y"}}', 400, /title must be a string/],
    ['x'.repeat(300_000), 413, /too long/],
  ];
  const cases = bodies.map(([body, status, detail]) => ({
    name: JSON.stringify(body).slice(0, 60),
    body,
    status,
    detail,
  }));

  it.each(cases)('$name: $status', async ({ body, status, detail }) => {
    const before = await all();
    const { id } = await ownerOf('bob');
    expectProblem(await post('/reports', body, bob), status, detail);
    expectProblem(await post(`/reports/${id}`, body, bob, 'PUT'), status, detail);
    expect(await all()).toEqual(before);
  });

  const GOOD = '{"title":"x","text":"y"}';
  it.each([
    [{ 'Content-Type': 'text/plain' }, GOOD, 400],
    [{ 'Content-Type': 'application/xml' }, '<title>x</title>', 400],
    [{ 'Content-Type': 'multipart/form-data; boundary=x' }, GOOD, 400],
    [{ 'Content-Type': 'nonsense' }, GOOD, 400],
    [{ 'Content-Type': 'application/x-www-form-urlencoded' }, GOOD, 400],
    [{ 'Content-Type': 'application/json; charset=latin1' }, GOOD, 415],
    [{ 'Content-Encoding': 'gzip' }, GOOD, 400],
    [{ 'Content-Encoding': 'unknown' }, GOOD, 415],
  ] as [Record<string, string>, string, number][])(
    '%j with %s: %i',
    async (headers, body, status) => {
      const before = await all();
      expectProblem(await post('/reports', body, { ...bob, ...headers }), status);
      expect(await all()).toEqual(before);
    },
  );
});

describe('a path', () => {
  const missing = [
    '/nowhere',
    '/reports/nothing',
    '/reports/%00',
    '/reports/a%00b',
    '/reports/%2e%2e',
    '/reports/..%2f..%2fdata',
    '//evil.example/%2e%2e',
    '//reports',
    '/reports//',
    '/reports/x/',
    '/data/secret',
    '/..',
    '/%2e%2e/data/secret',
    '/reports/%EF%BF%BE',
    `/reports/${'x'.repeat(3000)}`,
    `/${'x'.repeat(9000)}`,
    '/__proto__',
    '/reports/__proto__',
    '/reports/constructor',
    '/reports/%0d%0aX:%20y',
  ].map((path) => ({ name: path.slice(0, 40), path }));
  it.each(missing)('that leads nowhere is a 404: $name', async ({ path }) => {
    expectProblem(await server.ask(path, { headers: bob }), 404);
  });

  it.each(['/reports/%zz', '/reports/%', '/reports/%c0%af', '/reports/%ed%a0%80'])(
    'that cannot be decoded is a 400: %s',
    async (path) => {
      expectProblem(await server.ask(path, { headers: bob }), 400, /path/);
    },
  );

  it.each([
    '/reports/ID',
    '/Reports/ID',
    '//reports/ID',
    '/reports/ID/',
    '/reports/./ID',
    '/reports/x/../ID',
    '/reports%2fID',
  ])('does not lead past a guard in the spelling %s', async (spelling) => {
    const { id } = await ownerOf('alice');
    const { status, body } = await server.ask(spelling.replace('ID', id));
    expect([401, 404]).toContain(status);
    expect(body).not.toContain('Quarterly');
  });

  it('of 40000 characters is a 431', async () => {
    expect((await server.ask(`/${'x'.repeat(40_000)}`)).status).toBe(431);
  });

  const methods = Object.entries({
    '/reports': ['DELETE', 'PUT', 'PATCH', 'OPTIONS', 'PROPFIND'],
    '/reports/x': ['DELETE', 'PATCH'],
    '/login': ['DELETE', 'PUT'],
    '/logout': ['GET', 'PUT'],
    '/me': ['POST'],
  }).flatMap(([path, names]) => names.map((method): [string, string] => [method, path]));
  it.each(methods)(
    'answers a method that it does not have with 405 and those it has: %s %s',
    async (method, path) => {
      const reply = await post(path, '', bob, method);
      expectProblem(reply, 405, /The methods of this path are/);
      expect(reply.headers.allow).toMatch(/^[A-Z, ]+$/);
    },
  );
});

describe('a login', () => {
  it.each([
    ['a wrong password', 'bob', 'wrong'],
    ['an unknown name', 'mallory', 'wrong'],
    ['the name __proto__', '__proto__', 'wrong'],
    ['a NUL in the name', 'bob\0', undefined],
    ['a lone surrogate as name', '\ud800', 'wrong'],
    ['a name in capitals', 'BOB', undefined],
  ])('is refused with one sentence for %s', async (_, name, password) => {
    const body = { name, password: password ?? server.passwords['bob'] };
    expectProblem(await post('/login', body), 401, /^No user has this name and password/);
  });

  it.each([
    ['a name that is an object', { name: { $ne: '' }, password: '' }],
    ['no password', { name: 'bob' }],
    ['a name that is too long', { name: 'x'.repeat(101), password: 'x' }],
    ['a password that is too long', { name: 'bob', password: 'x'.repeat(201) }],
  ])('is a bad request with %s', async (_, body) => {
    expectProblem(await post('/login', body), 400);
  });
});

describe('guessing a password', () => {
  const logIn = (password: string, headers = {}): Promise<Reply> =>
    post('/login', { name: 'dave', password }, headers);

  it('is answered with 429 after five wrong ones, and the right one works after the pause', async () => {
    await server.withUsers((users) => users.add('dave', 'daves password', ['reports']));
    const guesses = await Promise.all(Array.from({ length: 9 }, () => logIn('wrong')));
    const counted = (wanted: number) => guesses.filter(({ status }) => status === wanted).length;
    expect([counted(401), counted(429)]).toEqual([5, 4]);
    const refused = await logIn('daves password');
    expectProblem(refused, 429, /^Wait \d seconds/);
    expect(refused.headers['retry-after']).toMatch(/^[12]$/);
    const page = await form('/login', { name: 'dave', password: 'daves password' });
    expect([page.status, page.headers['set-cookie']]).toEqual([429, undefined]);
    expect(page.body).toMatch(/role="alert">Wait \d seconds/);
    expect((await post('/login', { name: 'bob', password: 'wrong' })).status).toBe(401);
    await expect.poll(async () => (await logIn('daves password')).status, POLL).toBe(200);
    expect((await logIn('wrong')).status).toBe(401);
  });
});

describe('a credential', () => {
  const COOKIE = '__Host-Http-Authorization';
  const credentials: [string, Record<string, string>, number][] = [
    ['two tokens', { Authorization: 'Bearer a, Bearer b' }, 400],
    ['a scheme without a token', { Authorization: 'Bearer' }, 400],
    ['garbage', { Authorization: 'Bearer garbage' }, 401],
    ['a token that is too long', { Authorization: `Bearer ${'x'.repeat(9000)}` }, 401],
    ['garbage in the cookie', { Cookie: `${COOKIE}=garbage` }, 401],
    ['two cookies with garbage', { Cookie: `${COOKIE}=a; ${COOKIE}=b` }, 401],
    [
      'five cookies of one name',
      { Cookie: ['a', 'b', 'c', 'd', 'e'].map((token) => `${COOKIE}=${token}`).join('; ') },
      400,
    ],
    ['none', {}, 401],
  ];
  const cases = credentials.flatMap(([name, headers, status]) =>
    ['/reports', '/me', '/reports/nothing'].map((path) => ({ name, headers, status, path })),
  );
  it.each(cases)(
    'that is $name is answered at $path with $status',
    async ({ path, headers, status }) => {
      expectProblem(await server.ask(path, { headers }), status);
    },
  );
});

describe('the cookie of a user', () => {
  const password = (): string => server.passwords['bob'] as string;
  let cookie: string;

  beforeAll(async () => {
    cookie = cookieOf(await form('/login', { name: 'bob', password: password() })) as string;
    expect(cookie).toMatch(/^__Host-Http-Authorization=/);
  });

  const FORGED = { title: 'forged', text: 'x' };
  const origins = [
    { 'Sec-Fetch-Site': 'cross-site' },
    { 'Sec-Fetch-Site': 'same-site' },
    { Origin: 'https://evil.example' },
    { Origin: 'null' },
  ] as Record<string, string>[];

  it.each(
    origins.flatMap((origin) =>
      ['/reports', '/reports/ID', '/logout'].map((path) => ({ origin, path })),
    ),
  )('does not let another origin post to $path: $origin', async ({ origin, path }) => {
    const before = await all();
    const target = path.replace('ID', (await ownerOf('bob')).id);
    const reply = await form(target, FORGED, { Cookie: cookie, ...origin });
    expect([reply.status, reply.headers['set-cookie']]).toEqual([403, undefined]);
    expect(await all()).toEqual(before);
  });

  it.each(origins)('does not let another origin change a report: %j', async (origin) => {
    const path = `/reports/${(await ownerOf('bob')).id}`;
    const reply = await post(path, FORGED, { Cookie: cookie, ...origin }, 'PUT');
    expect(reply.status).toBe(403);
  });

  it.each(origins)('is not set by a login of another origin: %j', async (origin) => {
    const reply = await form('/login', { name: 'bob', password: password() }, origin);
    expect([reply.status, reply.headers['set-cookie']]).toEqual([403, undefined]);
  });

  it('needs a proof of the origin', async () => {
    expect((await form('/reports', FORGED, { Cookie: cookie })).status).toBe(403);
    const own = { Cookie: cookie, 'Sec-Fetch-Site': 'same-origin' };
    expect((await form('/reports', { title: 'own', text: 'x' }, own)).status).toBe(303);
  });
});

describe('a role', () => {
  it.each(['a token', 'a cookie'])(
    'counts at the next request with %s, when it is given and when it is taken away',
    async (kind) => {
      const name = `erin with ${kind}`;
      const password = 'erins password';
      await server.withUsers((users) => users.add(name, password, ['reports']));
      const reply = await form('/login', { name, password });
      const headers =
        kind === 'a token'
          ? await bearerOf(name, password)
          : { Cookie: cookieOf(reply) as string, 'Sec-Fetch-Site': 'same-origin' };
      const { id } = await ownerOf('alice');
      const edit = async (): Promise<number> =>
        (await post(`/reports/${id}`, { title: 'Roles', text: '' }, headers, 'PUT')).status;
      expect(await edit()).toBe(403);
      await server.withUsers((users) => users.setRoles(name, ['admin']));
      expect(await edit()).toBe(200);
      await server.withUsers((users) => users.setRoles(name, []));
      expect(await edit()).toBe(403);
      expect((await server.ask('/reports', { headers })).status).toBe(403);
    },
  );
});

it('writes files that only the user of the process may read', () => {
  const modes = readdirSync(server.folder).map((name) => {
    const { mode } = statSync(join(server.folder, name));
    return `${name} ${(mode & 0o777).toString(8)}`;
  });
  expect(modes.toSorted()).toEqual([
    'demo-passwords.json 600',
    'reports.lmdb 600',
    'reports.lmdb-lock 600',
    'secret 600',
    'sessions.lmdb 600',
    'sessions.lmdb-lock 600',
    'sessions.lmdb.seal 600',
  ]);
});

describe('a user who was removed', () => {
  const kinds = ['a token', 'a cookie'] as const;
  let credentials: Record<(typeof kinds)[number], Record<string, string>>;

  beforeAll(async () => {
    await server.withUsers((users) => users.add('carol', 'carols password', ['reports']));
    const reply = await form('/login', { name: 'carol', password: 'carols password' });
    credentials = {
      'a token': await bearerOf('carol', 'carols password'),
      'a cookie': { Cookie: cookieOf(reply) as string },
    };
    for (const kind of kinds)
      expect((await server.ask('/me', { headers: credentials[kind] })).status).toBe(200);
    await server.withUsers((_users, remove) => remove('carol'));
  });

  it.each(kinds)('is refused at once with %s, which is not renewed', async (kind) => {
    const reply = await server.ask('/me', { headers: credentials[kind] });
    expectProblem(reply, 401, /valid credential/);
    expect(reply.headers['set-cookie']).toBeUndefined();
  });

  it.each(kinds)('is sent to the login page with %s, which says why', async (kind) => {
    const headers = { ...credentials[kind], ...PAGE };
    const page = await server.ask('/reports', { headers });
    expect([page.status, page.headers.location]).toEqual([303, '/login']);
    expect((await server.ask('/login', { headers })).body).toContain(
      'the application does not know its user',
    );
  });

  it('cannot log in', async () => {
    const body = { name: 'carol', password: 'carols password' };
    expect((await post('/login', body)).status).toBe(401);
  });
});

describe('what users typed', () => {
  const HOSTILE = `"><script>alert(1)</script><img src=x onerror=alert(2)>'&amp;`;
  const ESCAPED =
    '&quot;&gt;&lt;script&gt;alert(1)&lt;/script&gt;&lt;img src=x onerror=alert(2)&gt;&#39;&amp;amp;';
  let cookie: string;
  let report: string;

  beforeAll(async () => {
    await server.withUsers((users) => users.add(HOSTILE, 'password of the hostile', ['reports']));
    cookie = cookieOf(
      await form('/login', { name: HOSTILE, password: 'password of the hostile' }),
    ) as string;
    const made = await form(
      '/reports',
      { title: HOSTILE, text: HOSTILE },
      { Cookie: cookie, 'Sec-Fetch-Site': 'same-origin' },
    );
    report = made.headers.location as string;
  });

  it.each([
    ['the list of reports', () => '/reports'],
    ['the page of the user', () => '/me'],
    ['the report', () => report],
  ])('is escaped on %s', async (_, path) => {
    const { body } = await server.ask(path(), { headers: { ...PAGE, Cookie: cookie } });
    expect(body).toMatch(/^<!doctype html>/);
    expect(body).not.toMatch(/<script|<img/);
    expect(body).toContain(ESCAPED);
  });

  it('is escaped in every place of the report', async () => {
    const { body } = await server.ask(report, { headers: { ...PAGE, Cookie: cookie } });
    // Title, heading, input, both paragraphs and the owner. The reason quotes the name as JSON.
    expect(body.split(ESCAPED)).toHaveLength(7);
    expect(body).not.toMatch(/<script|<img/);
  });

  it('is escaped on the login page', async () => {
    const { body } = await form('/login', { name: HOSTILE, password: 'wrong' });
    expect(body).not.toMatch(/<script|<img/);
    expect(body).toContain(ESCAPED);
  });

  it('is not shown on the page of a path that leads nowhere', async () => {
    const { body } = await server.ask(`/${encodeURIComponent(HOSTILE)}`, { headers: PAGE });
    expect(body).toMatch(/^<!doctype html>/);
    expect(body).not.toMatch(/<script|<img/);
  });

  it.each(['/login', '/nowhere', '/reports'])(
    'could run no script on %s, and no cache keeps the page',
    async (path) => {
      const { headers } = await server.ask(path, { headers: PAGE });
      expect(headers['content-security-policy']).toMatch(
        /^default-src 'none'; style-src 'unsafe-inline'; form-action 'self';/,
      );
      expect([headers['x-content-type-options'], headers['cache-control']]).toEqual([
        'nosniff',
        'no-store',
      ]);
    },
  );
});
