import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { run } from '../../src/cli/run.ts';
import { Allow, createSecurity } from '../../src/index.ts';

const folder = mkdtempSync(join(tmpdir(), 'cli-explain-'));
const env = {
  JWT_PRIVATE_KEY: 'test-only-5p2Yk0vQ8mZr7LxWcN3dHfJ6sTgB1uEaPoIiKqMyRzXvCwDnGhLjUbSt4eF9',
  JWT_EXPIRATION: '15m',
};
const START = 1_700_000_000_000;

function call(args: readonly string[], { stdin = '', now = START } = {}) {
  return run(args, { env, stdin: () => stdin, now: () => now });
}
function kept(name: string, text: string): string {
  writeFileSync(join(folder, name), text);
  return join(folder, name);
}
const acl = kept(
  'acl.json',
  '[["Allow","user:alice","edit"],["Allow","role:editor",["edit","view"]]]',
);
const token = async (sub: string) => (await call(['token', '--sub', sub])).out.trim();

describe('explain', () => {
  it('takes the user from a valid token, and adds the named principals', async () => {
    const asked = ['explain', '--permission', 'edit', '--acl', acl, '--token'];
    expect((await call([...asked, await token('alice')])).status).toBe(0);
    expect((await call([...asked, await token('bob')])).status).toBe(1);
    expect(
      (await call([...asked, '-', '--principal', 'role:editor'], { stdin: await token('bob') }))
        .status,
    ).toBe(0);
  });

  it('obeys the limits of a token, and knows who acts for its user', async () => {
    const security = createSecurity({
      privateKey: env.JWT_PRIVATE_KEY,
      clock: () => START,
      root: { acl: [[Allow, 'user:sue', 'support']] },
    });
    const open = kept('acting.json', '[["Deny","system.Acting","pay"],["Allow","user:alice","*"]]');
    const ask = async (permission: string, given: string) =>
      (await call(['explain', '--permission', permission, '--acl', open, given])).out;
    const narrow = await security.createToken('alice', {}, { only: ['view'] });
    expect(await ask('view', narrow)).toContain('Allowed');
    expect(await ask('edit', narrow)).toContain('Denied: the token is limited to "view"');
    expect((await ask('edit', narrow)).trimEnd().split('\n').slice(1)).toEqual([
      '  resource 0, ACE 1 ["Deny","system.Acting","pay"]: other principal',
      '  resource 0, ACE 2 ["Allow","user:alice","*"]: outside limits',
      '  the limits of the token: decided',
    ]);
    const asked = ['explain', '--permission', 'edit', '--acl', open, narrow, '--json'];
    const { allowed, trace } = JSON.parse((await call(asked)).out);
    expect([allowed, trace.at(-1)]).toEqual([
      false,
      { lineageIndex: -1, aceIndex: -1, ace: null, outcome: 'decided' },
    ]);
    const one = await security.createToken('alice', {}, { resource: { name: 'report 7' } });
    expect(await ask('edit', one)).toContain('Denied: the token is limited to the resource');
    const sue = await security.authenticateToken(await security.createToken('sue'));
    const acting = await sue.actAs('alice', 'support');
    expect(await ask('edit', acting)).toContain('Allowed');
    expect(await ask('pay', acting)).toContain('denies "system.Acting"');
  });

  it('takes the user from the claim that the settings name', async () => {
    const made = (await call(['token', '--sub', 'bob', '--claim', 'login=alice'])).out.trim();
    const asked = ['explain', '--permission', 'edit', '--acl', acl, made];
    const ask = (claim: string) =>
      run(asked, {
        env: { ...env, JWT_USER_ID_CLAIM: claim },
        stdin: () => '',
        now: () => START,
      });
    expect((await ask('login')).status).toBe(0);
    expect((await ask('sub')).status).toBe(1);
    expect((await ask('email')).out).toContain('The token names no user (email)');
  });

  it('refuses an invalid token even if everyone is allowed', async () => {
    const open = kept('open.json', '[["Allow","system.Everyone","*"]]');
    const asked = [
      'explain',
      '--permission',
      'edit',
      '--acl',
      open,
      '--token',
      await token('alice'),
    ];
    const late = await call(asked, { now: START + 900_000 });
    expect([late.status, late.out]).toEqual([
      1,
      'token_expired: The token expired 0 seconds ago: get a new one.\n',
    ]);
    expect((await call([...asked, '--user', 'alice'])).status).toBe(2);
  });

  it('asks about a resource of the module, or about the root', async () => {
    const file = kept(
      'site.mjs',
      `const decide = (permission, ...resource) => ({
        allowed: true, reason: resource.length === 0 ? 'root' : resource[0].name, trace: () => [] });
      export const security = { authenticate: () => ({ failure: null, userId: 'a', decide }) };
      export const page = { name: 'page' };
      export async function row() { return { name: 'row' }; }
      export const id = 5;`,
    );
    const ask = (...more: string[]) =>
      call(['explain', '--permission', 'edit', '--module', file, '--token', 't', ...more]);
    expect((await ask()).out).toBe('root\n');
    expect((await ask('--resource', 'page')).out).toBe('page\n');
    expect((await ask('--resource', 'row')).out).toBe('row\n');
    for (const name of ['id', 'missing'])
      expect((await ask('--resource', name)).err).toContain(`exports no resource called ${name}`);
  });

  it('reports a module that fails as an error, not as a denial, without its message or stack', async () => {
    const broken = kept('broken.mjs', "throw new Error('password hunter2')");
    const throwing = kept(
      'throwing.mjs',
      "export const security = { authenticate() { throw new Error('password hunter2') } }",
    );
    const nobody = kept(
      'nobody.mjs',
      'export const security = { authenticate: () => ({ failure: null, userId: null, decide: () => ({ allowed: true, reason: "", trace: () => [] }) }) }',
    );
    for (const file of [
      broken,
      throwing,
      nobody,
      join(folder, 'missing.mjs'),
      kept('empty.mjs', ''),
    ]) {
      const { status, out, err } = await call([
        'explain',
        '--permission',
        'edit',
        '--module',
        file,
        '--token',
        't',
      ]);
      expect([status, out], file).toEqual([2, '']);
      expect(err).toContain(file);
      expect(err).not.toMatch(/hunter2|\n\s+at /);
    }
  });
});

describe('explain with wrong options', () => {
  it('refuses both an ACL and a module', async () => {
    const { status, err } = await call([
      'explain',
      '--permission',
      'edit',
      '--acl',
      acl,
      '--module',
      'security.js',
    ]);
    expect([status, err]).toEqual([2, expect.stringContaining('keep one')]);
  });

  it('distinguishes a missing ACL file from one that is not JSON, and from one without a list', async () => {
    for (const [file, said] of [
      [join(folder, 'missing.json'), /cannot be read/],
      [kept('broken.json', '['), /is not JSON/],
      [kept('object.json', '{}'), /must hold a list of ACEs/],
    ] as const) {
      const { status, err } = await call(['explain', '--permission', 'edit', '--acl', file]);
      expect([status, err]).toEqual([2, expect.stringMatching(said)]);
      expect(err).toContain(file);
    }
  });
});

describe('the command line', () => {
  it('escapes the control characters of a token', async () => {
    const part = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');
    const hostile = `${part({ alg: 'none' })}.${part({ name: '\u009b31m\u202e' })}.`;
    for (const args of [['decode'], ['decode', '--json']]) {
      const { out } = await call(args, { stdin: hostile });
      expect(out).toContain('\\u009b31m\\u202e');
      expect(out).not.toMatch(/[\u009b\u202e]/);
    }
  });

  it('escapes the control characters of an ACL, a permission, a setting and a wrong option', async () => {
    const hostile = '\u001b[31m\u061c\u200b\u{e0041}';
    const file = kept('hostile.json', JSON.stringify([['Allow', `role:${hostile}`, hostile]]));
    for (const args of [
      ['explain', '--permission', hostile, '--acl', file],
      ['explain', '--permission', 'edit', '--acl', hostile],
      ['settings'],
      ['settings', '--json'],
      ['verify', `--${hostile}`],
      [hostile],
    ]) {
      const { out, err } = await run(args, {
        env: { JWT_ISSUER: hostile },
        stdin: () => '',
        now: () => START,
      });
      for (const character of hostile.replace('[31m', ''))
        expect(out + err).not.toContain(character);
      if (args[0] === 'settings') expect(out).toContain('\\u001b[31m\\u061c\\u200b\\udb40\\udc41');
    }
  });

  it('refuses a claim that has an option of its own', async () => {
    for (const claim of ['sub=bob', 'exp=1', 'iat=1', 'aud=x']) {
      expect((await call(['token', '--sub', 'alice', '--claim', claim])).status, claim).toBe(2);
    }
  });
});
