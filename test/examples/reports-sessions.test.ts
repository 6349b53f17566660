import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Reply } from '../support/http.ts';
import type { ReportsServer } from './reports-server.ts';
import { startReports } from './reports-server.ts';

let server: ReportsServer;

beforeAll(async () => {
  server = await startReports();
}, 30_000);
afterAll(() => server.stop());

const PASSWORD = 'a long password';
const AGENT = 'Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0';
const OWN = { 'Sec-Fetch-Site': 'same-origin' };

let users = 0;
/** Adds a user of whom no other test knows. */
async function newUser(): Promise<string> {
  const name = `user ${++users}`;
  await server.withUsers((all) => all.add(name, PASSWORD, ['reports']));
  return name;
}

/** Sends a form as a browser does. */
function form(path: string, fields: Record<string, string>, cookie = ''): Promise<Reply> {
  return server.ask(path, {
    method: 'POST',
    headers: {
      'Content-Type': 'application/x-www-form-urlencoded',
      Accept: 'text/html',
      'User-Agent': AGENT,
      ...OWN,
      Cookie: cookie,
    },
    body: new URLSearchParams(fields).toString(),
  });
}

async function logIn(name: string, fields = {}): Promise<{ cookie: string; line: string }> {
  const reply = await form('/login', { name, password: PASSWORD, ...fields });
  const line = reply.headers['set-cookie']?.[0] as string;
  return { cookie: line.split(';')[0] as string, line };
}

interface Listed {
  readonly current: string | null;
  readonly sessions: readonly { readonly id: string; readonly label: string | null }[];
}

async function listOf(cookie: string): Promise<Listed> {
  const reply = await server.ask('/sessions', { headers: { Cookie: cookie, ...OWN } });
  return JSON.parse(reply.body) as Listed;
}

async function statusOf(headers: Record<string, string>): Promise<number> {
  return (await server.ask('/me', { headers })).status;
}

async function tokenOf(name: string, password = PASSWORD): Promise<Record<string, string>> {
  const reply = await server.ask('/login', {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify({ name, password }),
  });
  const { token } = JSON.parse(reply.body) as { token?: string };
  return { Authorization: `Bearer ${token}` };
}

describe('the list of sessions', () => {
  it('shows those of the user with their devices, and marks this one', async () => {
    const name = await newUser();
    const [first, second] = [await logIn(name), await logIn(name)];
    await logIn(await newUser());
    const { current, sessions } = await listOf(second.cookie);
    expect(sessions.map(({ label }) => label)).toEqual(['Firefox on Linux', 'Firefox on Linux']);
    expect(sessions.map(({ id }) => id === current)).toEqual([true, false]);
    const headers = { Cookie: first.cookie, Accept: 'text/html' };
    const page = (await server.ask('/sessions', { headers })).body;
    expect(page.match(/this one/g)).toHaveLength(1);
    expect(page.match(/action="\/sessions\//g)).toHaveLength(2);
  });

  it('shows a User-Agent as text, cut if it is long', async () => {
    const name = await newUser();
    const reply = await server.ask('/login', {
      method: 'POST',
      headers: {
        'Content-Type': 'application/x-www-form-urlencoded',
        Accept: 'text/html',
        'User-Agent': `<b>${'x'.repeat(300)}`,
      },
      body: new URLSearchParams({ name, password: PASSWORD }).toString(),
    });
    const cookie = reply.headers['set-cookie']?.[0]?.split(';')[0] as string;
    expect((await listOf(cookie)).sessions[0]?.label).toHaveLength(60);
    const headers = { Cookie: cookie, Accept: 'text/html' };
    expect((await server.ask('/sessions', { headers })).body).toContain('&lt;b&gt;xxx');
  });

  it('ends another session of the user, and no other', async () => {
    const name = await newUser();
    const [here, there] = [await logIn(name), await logIn(name)];
    const other = (await listOf(there.cookie)).current as string;
    const reply = await form(`/sessions/${other}`, {}, here.cookie);
    expect([reply.status, reply.headers.location]).toEqual([303, '/sessions']);
    expect(await statusOf({ Cookie: there.cookie })).toBe(401);
    expect(await statusOf({ Cookie: here.cookie })).toBe(200);
    expect((await listOf(here.cookie)).sessions).toHaveLength(1);
  });

  it('ends this session, as a logout does', async () => {
    const { cookie } = await logIn(await newUser());
    const { current } = await listOf(cookie);
    const reply = await form(`/sessions/${current}`, {}, cookie);
    expect([reply.status, reply.headers.location]).toEqual([303, '/login']);
    expect(reply.headers['set-cookie']?.[0]).toContain('Max-Age=0');
    expect(await statusOf({ Cookie: cookie })).toBe(401);
  });

  it('does not end the session of another user, nor one that is not there', async () => {
    const [mine, foreign] = [await logIn(await newUser()), await logIn(await newUser())];
    const { current } = await listOf(foreign.cookie);
    for (const id of [current, 'x', '__proto__', '%2e%2e'])
      expect((await form(`/sessions/${id}`, {}, mine.cookie)).status).toBe(404);
    expect(await statusOf({ Cookie: foreign.cookie })).toBe(200);
  });

  it('is not shown to anonymous requests, and another site ends no session', async () => {
    const { cookie } = await logIn(await newUser());
    const { current } = await listOf(cookie);
    expect((await server.ask('/sessions')).status).toBe(401);
    for (const path of [`/sessions/${current}`, '/logout-everywhere', '/password']) {
      const headers = { Cookie: cookie, 'Sec-Fetch-Site': 'cross-site' };
      expect((await server.ask(path, { method: 'POST', headers })).status).toBe(403);
    }
    expect(await statusOf({ Cookie: cookie })).toBe(200);
  });
});

it('a copied cookie is refused after the logout', async () => {
  const { cookie } = await logIn(await newUser());
  await form('/logout', {}, cookie);
  expect(await statusOf({ Cookie: cookie })).toBe(401);
});

it('a logout with a token ends the token', async () => {
  const headers = await tokenOf(await newUser());
  expect((await server.ask('/logout', { method: 'POST', headers })).status).toBe(204);
  expect(await statusOf(headers)).toBe(401);
});

it('a logout everywhere ends all sessions and tokens of the user, and a new login works', async () => {
  const name = await newUser();
  const [here, there] = [await logIn(name), await logIn(name)];
  const token = await tokenOf(name);
  const foreign = await logIn(await newUser());
  expect((await form('/logout-everywhere', {}, here.cookie)).headers.location).toBe('/login');
  for (const headers of [{ Cookie: here.cookie }, { Cookie: there.cookie }, token])
    expect(await statusOf(headers)).toBe(401);
  expect(await statusOf({ Cookie: foreign.cookie })).toBe(200);
  expect(await statusOf({ Cookie: (await logIn(name)).cookie })).toBe(200);
});

describe('a change of the password', () => {
  const NEXT = 'another long password';

  it('keeps the user logged in here and ends all other sessions and tokens', async () => {
    const name = await newUser();
    const [here, there] = [await logIn(name), await logIn(name)];
    const token = await tokenOf(name);
    const reply = await form('/password', { current: PASSWORD, next: NEXT }, here.cookie);
    expect([reply.status, reply.headers.location]).toEqual([303, '/sessions']);
    const cookie = reply.headers['set-cookie']?.[0]?.split(';')[0] as string;
    for (const headers of [{ Cookie: here.cookie }, { Cookie: there.cookie }, token])
      expect(await statusOf(headers)).toBe(401);
    expect(await statusOf({ Cookie: cookie })).toBe(200);
    expect((await listOf(cookie)).sessions).toHaveLength(1);
    expect(await statusOf(await tokenOf(name))).toBe(401);
    expect(await statusOf(await tokenOf(name, NEXT))).toBe(200);
  });

  it('keeps the choice of the login to stay logged in', async () => {
    const name = await newUser();
    for (const [fields, wanted] of [
      [{}, undefined],
      [{ keep: 'on' }, 'Max-Age=2592000'],
    ] as const) {
      const { cookie, line } = await logIn(name, fields);
      const reply = await form('/password', { current: PASSWORD, next: PASSWORD }, cookie);
      for (const set of [line, reply.headers['set-cookie']?.[0]])
        expect(/Max-Age=\d+/.exec(set ?? '')?.[0]).toBe(wanted);
    }
  });

  it('needs the current password, and cannot be used to guess it', async () => {
    const name = await newUser();
    const { cookie } = await logIn(name);
    const guess = () => form('/password', { current: 'wrong', next: NEXT }, cookie);
    for (let tries = 0; tries < 5; tries++) expect((await guess()).status).toBe(403);
    expect((await guess()).status).toBe(429);
    expect(await statusOf({ Cookie: cookie })).toBe(200);
  });

  it('refuses a short password', async () => {
    const { cookie } = await logIn(await newUser());
    const reply = await form('/password', { current: PASSWORD, next: 'short' }, cookie);
    expect(reply.status).toBe(400);
  });
});

it('ends without an error when it is asked to', async () => {
  const other = await startReports();
  expect(await other.stop()).toBe(0);
}, 30_000);
