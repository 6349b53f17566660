import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { run } from '../../src/cli/run.ts';

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
  it('takes the user from a verified token, and adds the principals that are named', async () => {
    const asked = ['explain', '--permission', 'edit', '--acl', acl, '--token'];
    expect((await call([...asked, await token('alice')])).status).toBe(0);
    expect((await call([...asked, await token('bob')])).status).toBe(1);
    expect(
      (await call([...asked, '-', '--principal', 'role:editor'], { stdin: await token('bob') }))
        .status,
    ).toBe(0);
  });

  it('refuses a token as verify does, even when everybody is allowed', async () => {
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
      'token_expired: The token has expired: get a new one.\n',
    ]);
    expect((await call([...asked, '--user', 'alice'])).status).toBe(2);
  });

  it('does not take a module that cannot be asked for a denial, and shows neither its stack nor its words', async () => {
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

describe('what the command line makes and shows of tokens', () => {
  it('sends no control character of a token to the terminal', async () => {
    const part = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');
    const hostile = `${part({ alg: 'none' })}.${part({ name: '\u009b31m\u202e' })}.`;
    for (const args of [['decode'], ['decode', '--json']]) {
      const { out } = await call(args, { stdin: hostile });
      expect(out).toContain('\\u009b31m\\u202e');
      expect(out).not.toMatch(/[\u009b\u202e]/);
    }
  });

  it('refuses a claim that has an option of its own instead of dropping it', async () => {
    for (const claim of ['sub=bob', 'exp=1', 'iat=1', 'aud=x']) {
      expect((await call(['token', '--sub', 'alice', '--claim', claim])).status, claim).toBe(2);
    }
  });
});
