import { spawn } from 'node:child_process';
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

/** A refusal that a program can read: a problem with a sentence in it, of the status that was answered. */
function expectProblem(reply: Reply, status: number, detail: RegExp, what: string): void {
  expect([reply.status, reply.headers['content-type']], what).toEqual([
    status,
    expect.stringMatching(/^application\/problem\+json/),
  ]);
  expect(JSON.parse(reply.body), what).toMatchObject({
    status,
    detail: expect.stringMatching(detail),
  });
}

describe('the example over HTTP', () => {
  it('listens on the next free port when the wanted one is taken, and on loopback alone', () => {
    const { hostname, port } = new URL(server.url);
    expect(hostname).toBe('127.0.0.1');
    expect(Number(port)).toBeGreaterThan(server.taken);
  });

  it('prints three curl lines that work when pasted', async () => {
    const lines = server.printed.split('\n').filter((line) => /^ {2}(TOKEN|curl)/.test(line));
    expect(lines).toHaveLength(3);
    const output = await new Promise<string>((resolve) => {
      const shell = spawn('bash', ['-c', lines.join('\n')], {
        stdio: ['ignore', 'pipe', 'ignore'],
      });
      let text = '';
      shell.stdout.on('data', (chunk) => (text += String(chunk)));
      shell.on('close', () => resolve(text));
    });
    expect(output).toContain('"by":"bob"');
    expect(output).toContain('201 Created');
    expect(server.printed.match(/^Reports is at /gm)).toHaveLength(1);
  });

  it('lets the owner edit a report, and nobody else but the admin', async () => {
    const put = async (owner: string, headers: Record<string, string>) =>
      (
        await post(
          `/reports/${(await ownerOf(owner)).id}`,
          { title: 'New title', text: '' },
          headers,
          'PUT',
        )
      ).status;
    expect(await put('bob', bob)).toBe(200);
    expect(await put('alice', bob)).toBe(403);
    expect(await put('bob', await bearerOf('alice'))).toBe(200);
  });

  it('keeps a text whole: line breaks at its beginning, and the longest that may be typed in any script', async () => {
    for (const text of [
      '\n\ntwo empty lines first',
      '€'.repeat(20_000),
      `${'a\r\n'.repeat(10_000)}`,
    ]) {
      const made = await form('/reports', { title: 'Long', text }, bob);
      expect(made.status).toBe(303);
      const path = made.headers.location as string;
      const kept = JSON.parse((await server.ask(path, { headers: bob })).body) as Kept;
      expect(kept.text).toBe(text.replaceAll('\r\n', '\n'));
      const page = (await server.ask(path, { headers: { ...bob, ...PAGE } })).body;
      expect(page).toContain(`maxlength="20000">\n${kept.text}</textarea>`);
    }
  });
});

describe('bad input', () => {
  it('in a body is answered with a 4xx that says what is wrong, and changes nothing', async () => {
    const before = await all();
    const { id } = await ownerOf('bob');
    const bodies: [body: unknown, status: number, detail: RegExp][] = [
      ['{', 400, /cannot be read/],
      ['{"title":"x"', 400, /cannot be read/],
      ['7', 400, /cannot be read/],
      ['null', 400, /cannot be read/],
      ['', 400, /title must be a text/],
      ['[]', 400, /JSON object or a form/],
      ['{}', 400, /title must be a text/],
      [{ text: 'x' }, 400, /title must be a text/],
      [{ title: 7, text: '' }, 400, /title must be a text/],
      [{ title: ['x'], text: '' }, 400, /title must be a text/],
      [{ title: { $ne: '' }, text: '' }, 400, /title must be a text/],
      [{ title: null, text: '' }, 400, /title must be a text/],
      [{ title: '', text: '' }, 400, /title must have 1 to 200/],
      [{ title: 'x'.repeat(201), text: '' }, 400, /title must have 1 to 200/],
      [{ title: 'x' }, 400, /text must be a text/],
      [{ title: 'x', text: 'y'.repeat(20_001) }, 400, /text must have 0 to 20000/],
      ['{"__proto__":{"title":"x","text":"y"}}', 400, /title must be a text/],
      ['x'.repeat(300_000), 413, /too long/],
    ];
    for (const [body, status, detail] of bodies) {
      const what = JSON.stringify(body).slice(0, 60);
      expectProblem(await post('/reports', body, bob), status, detail, what);
      expectProblem(await post(`/reports/${id}`, body, bob, 'PUT'), status, detail, what);
    }
    expect(await all()).toEqual(before);
  });

  it('of a wrong or untrue type is answered so too', async () => {
    const before = await all();
    const good = '{"title":"x","text":"y"}';
    const types: [headers: Record<string, string>, body: string, status: number][] = [
      [{ 'Content-Type': 'text/plain' }, good, 400],
      [{ 'Content-Type': 'application/xml' }, '<title>x</title>', 400],
      [{ 'Content-Type': 'multipart/form-data; boundary=x' }, good, 400],
      [{ 'Content-Type': 'nonsense' }, good, 400],
      [{ 'Content-Type': 'application/x-www-form-urlencoded' }, good, 400],
      [{ 'Content-Type': 'application/json; charset=latin1' }, good, 415],
      [{ 'Content-Encoding': 'gzip' }, good, 400],
      [{ 'Content-Encoding': 'unknown' }, good, 415],
    ];
    for (const [headers, body, status] of types)
      expectProblem(
        await post('/reports', body, { ...bob, ...headers }),
        status,
        /./,
        JSON.stringify(headers),
      );
    expect(await all()).toEqual(before);
  });

  it('in a path is answered so too, and none of its spellings leads past a guard', async () => {
    const { id } = await ownerOf('alice');
    const missing = [
      '/nowhere',
      '/reports/nothing',
      '/reports/%00',
      '/reports/a%00b',
      '/reports/%2e%2e',
      '/reports/..%2f..%2fdata',
      '//evil.example/%2e%2e',
    ];
    missing.push(
      '//reports',
      '/reports//',
      `/reports/${id}/`.replace(id, 'x'),
      '/data/secret',
      '/..',
      '/%2e%2e/data/secret',
      '/reports/%EF%BF%BE',
    );
    missing.push(
      `/reports/${'x'.repeat(3000)}`,
      `/${'x'.repeat(9000)}`,
      '/__proto__',
      '/reports/__proto__',
      '/reports/constructor',
      '/reports/%0d%0aX:%20y',
    );
    for (const path of missing)
      expectProblem(await server.ask(path, { headers: bob }), 404, /./, path.slice(0, 40));
    for (const path of ['/reports/%zz', '/reports/%', '/reports/%c0%af', '/reports/%ed%a0%80'])
      expectProblem(await server.ask(path, { headers: bob }), 400, /path/, path);
    for (const path of [
      `/reports/${id}`,
      `/Reports/${id}`,
      `//reports/${id}`,
      `/reports/${id}/`,
      `/reports/./${id}`,
      `/reports/x/../${id}`,
      `/reports%2f${id}`,
    ]) {
      const { status, body } = await server.ask(path);
      expect([401, 404], path).toContain(status);
      expect(body).not.toContain('Quarterly');
    }
    expect((await server.ask(`/${'x'.repeat(40_000)}`)).status).toBe(431);
  });

  it('of a method that a path does not know is a 405 that names those it does', async () => {
    for (const [path, methods] of [
      ['/reports', ['DELETE', 'PUT', 'PATCH', 'OPTIONS', 'PROPFIND']],
      ['/reports/x', ['DELETE', 'PATCH']],
      ['/login', ['DELETE', 'PUT']],
      ['/logout', ['GET', 'PUT']],
      ['/me', ['POST']],
    ] as const) {
      for (const method of methods) {
        const reply = await post(path, '', bob, method);
        expectProblem(reply, 405, /only ask with/, `${method} ${path}`);
        expect(reply.headers.allow).toMatch(/^[A-Z, ]+$/);
      }
    }
  });

  it('at the login is a refusal, whoever is named', async () => {
    for (const [name, password] of [
      ['bob', 'wrong'],
      ['nobody', 'wrong'],
      ['__proto__', 'wrong'],
      ['bob\0', server.passwords['bob']],
      ['\ud800', 'wrong'],
      ['BOB', server.passwords['bob']],
    ])
      expectProblem(
        await post('/login', { name, password }),
        401,
        /^No user has this name and password/,
        String(name),
      );
    for (const body of [
      { name: { $ne: '' }, password: '' },
      { name: 'bob' },
      { name: 'x'.repeat(101), password: 'x' },
      { name: 'bob', password: 'x'.repeat(201) },
    ])
      expectProblem(await post('/login', body), 400, /./, JSON.stringify(body));
  });

  it('in the place of a credential is 400 or 401, also in a cookie', async () => {
    for (const [headers, status] of [
      [{ Authorization: 'Bearer a, Bearer b' }, 400],
      [{ Authorization: 'Bearer' }, 400],
      [{ Authorization: 'Bearer garbage' }, 401],
      [{ Authorization: `Bearer ${'x'.repeat(9000)}` }, 401],
      [{ Cookie: '__Host-Authorization=garbage' }, 401],
      [{ Cookie: '__Host-Authorization=a; __Host-Authorization=b' }, 400],
      [{}, 401],
    ] as [Record<string, string>, number][]) {
      for (const path of ['/reports', '/me', '/reports/nothing'])
        expectProblem(
          await server.ask(path, { headers }),
          status,
          /./,
          JSON.stringify(headers).slice(0, 60),
        );
    }
  });
});

describe('another origin', () => {
  it('can neither change nor make anything with the cookie of a user, nor log anybody in or out', async () => {
    const cookie = cookieOf(
      await form('/login', { name: 'bob', password: server.passwords['bob'] as string }),
    ) as string;
    expect(cookie).toMatch(/^__Host-Authorization=/);
    const before = await all();
    const { id } = await ownerOf('bob');
    for (const foreign of [
      { 'Sec-Fetch-Site': 'cross-site' },
      { 'Sec-Fetch-Site': 'same-site' },
      { Origin: 'https://evil.example' },
      { Origin: 'null' },
    ] as Record<string, string>[]) {
      const what = JSON.stringify(foreign);
      for (const path of ['/reports', `/reports/${id}`, '/logout']) {
        const reply = await form(
          path,
          { title: 'forged', text: 'x' },
          { Cookie: cookie, ...foreign },
        );
        expect([reply.status, reply.headers['set-cookie']], `${path} ${what}`).toEqual([
          403,
          undefined,
        ]);
      }
      expect(
        (
          await post(
            `/reports/${id}`,
            { title: 'forged', text: 'x' },
            { Cookie: cookie, ...foreign },
            'PUT',
          )
        ).status,
        what,
      ).toBe(403);
      const login = await form(
        '/login',
        { name: 'bob', password: server.passwords['bob'] as string },
        foreign,
      );
      expect([login.status, login.headers['set-cookie']], what).toEqual([403, undefined]);
    }
    expect(
      (await form('/reports', { title: 'no proof', text: 'x' }, { Cookie: cookie })).status,
    ).toBe(403);
    expect(await all()).toEqual(before);
    expect(
      (
        await form(
          '/reports',
          { title: 'own', text: 'x' },
          { Cookie: cookie, 'Sec-Fetch-Site': 'same-origin' },
        )
      ).status,
    ).toBe(303);
  });
});

describe('a user who was deleted meanwhile', () => {
  it('is nobody at once, by token and by cookie, and the session is not carried on', async () => {
    await server.withUsers((users) => users.add('carol', 'carols password', ['reports']));
    const token = await bearerOf('carol', 'carols password');
    const cookie = cookieOf(
      await form('/login', { name: 'carol', password: 'carols password' }),
    ) as string;
    for (const headers of [token, { Cookie: cookie }])
      expect((await server.ask('/me', { headers })).status).toBe(200);
    await server.withUsers((_users, remove) => remove('carol'));
    for (const headers of [token, { Cookie: cookie }] as Record<string, string>[]) {
      const reply = await server.ask('/me', { headers });
      expectProblem(reply, 401, /valid credential/, 'carol');
      expect(reply.headers['set-cookie']).toBeUndefined();
      const page = await server.ask('/reports', { headers: { ...headers, ...PAGE } });
      expect([page.status, page.headers.location]).toEqual([303, '/login']);
      expect((await server.ask('/login', { headers: { ...headers, ...PAGE } })).body).toContain(
        'no longer knows its user',
      );
    }
    expect((await post('/login', { name: 'carol', password: 'carols password' })).status).toBe(401);
  });
});

describe('what users typed', () => {
  const HOSTILE = `"><script>alert(1)</script><img src=x onerror=alert(2)>'&amp;`;
  const ESCAPED =
    '&quot;&gt;&lt;script&gt;alert(1)&lt;/script&gt;&lt;img src=x onerror=alert(2)&gt;&#39;&amp;amp;';

  it('is text on every page: the title and text of a report, the name of a user, at the login and after it', async () => {
    await server.withUsers((users) => users.add(HOSTILE, 'password of the hostile', ['reports']));
    const cookie = cookieOf(
      await form('/login', { name: HOSTILE, password: 'password of the hostile' }),
    ) as string;
    const made = await form(
      '/reports',
      { title: HOSTILE, text: HOSTILE },
      { Cookie: cookie, 'Sec-Fetch-Site': 'same-origin' },
    );
    const path = made.headers.location as string;
    const pages = new Map<string, string>();
    for (const place of ['/reports', '/me', path])
      pages.set(place, (await server.ask(place, { headers: { ...PAGE, Cookie: cookie } })).body);
    pages.set('the login', (await form('/login', { name: HOSTILE, password: 'wrong' })).body);
    pages.set(
      'the path',
      (await server.ask(`/${encodeURIComponent(HOSTILE)}`, { headers: PAGE })).body,
    );
    for (const [place, body] of pages) {
      expect(body, place).toMatch(/^<!doctype html>/);
      expect(body, place).not.toMatch(/<script|<img/);
      if (place !== 'the path') expect(body, place).toContain(ESCAPED);
    }
    // Title, heading, input, both texts, the owner, and the sentence that names who may edit.
    expect(pages.get(path)?.split(ESCAPED)).toHaveLength(8);
  });

  it('could not run a script even if it were not, and is never kept by a cache or taken for another type', async () => {
    for (const path of ['/login', '/nowhere', '/reports']) {
      const { headers } = await server.ask(path, { headers: PAGE });
      expect(headers['content-security-policy'], path).toMatch(
        /^default-src 'none'; style-src 'unsafe-inline'; form-action 'self';/,
      );
      expect([headers['x-content-type-options'], headers['cache-control']], path).toEqual([
        'nosniff',
        'no-store',
      ]);
    }
  });
});
