import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { run } from '../../src/cli/run.ts';

const secret = 'test-only-5p2Yk0vQ8mZr7LxWcN3dHfJ6sTgB1uEaPoIiKqMyRzXvCwDnGhLjUbSt4eF9';
const folder = mkdtempSync(join(tmpdir(), 'cli-'));
const START = 1_700_000_000_000;

function call(
  line: string,
  {
    stdin = '',
    env = {},
    now = START,
  }: { stdin?: string; env?: Record<string, string>; now?: number } = {},
) {
  return run(line.split(' ').filter(Boolean), {
    env: { JWT_PRIVATE_KEY: secret, JWT_EXPIRATION: '15m', ...env },
    stdin: () => stdin,
    now: () => now,
  });
}
const token = async (line = '') => (await call(`token --sub alice ${line}`)).out.trim();

describe('the command line', () => {
  it('prints a secret that it accepts', async () => {
    const made = (await call('secret')).out.trim();
    expect(Buffer.from(made, 'base64url')).toHaveLength(64);
    expect((await call('check', { env: { JWT_PRIVATE_KEY: made } })).status).toBe(0);
  });

  it('makes a key pair that signs and verifies', async () => {
    const { privatePem, publicPem } = JSON.parse(
      (await call('keys new --algorithm EdDSA --json')).out,
    ) as Record<string, string>;
    const env = { JWT_ALGORITHM: 'EdDSA', JWT_PRIVATE_KEY: privatePem as string };
    const made = (await call('token --sub alice', { env })).out;
    expect(
      (
        await call('verify -', {
          env: { ...env, JWT_PUBLIC_KEY: publicPem as string },
          stdin: made,
        })
      ).status,
    ).toBe(0);
    expect((await call('keys new --algorithm HS256')).status).toBe(2);
  });

  it('makes, decodes and verifies tokens', async () => {
    const made = await token('--claim roles=["admin"] --claim city=Ulm --expiration 1h');
    const shown = await call(`decode ${made}`);
    expect(shown.out).toContain('Not verified');
    expect(JSON.parse((await call(`decode ${made} --json`)).out)).toMatchObject({
      verified: false,
      claims: { sub: 'alice', roles: ['admin'], city: 'Ulm', exp: START / 1000 + 3600 },
    });
    expect((await call('verify', { stdin: made })).status).toBe(0);
    const late = await call('verify', { stdin: made, now: START + 3_600_000 });
    expect([late.status, late.out]).toEqual([
      1,
      'token_expired: The token expired 0 seconds ago: get a new one.\n',
    ]);
    expect((await call('decode nonsense')).status).toBe(1);
  });

  it('explains a decision ACE by ACE, of an ACL file and of the module of an application', async () => {
    const file = join(folder, 'acl.json');
    writeFileSync(file, '[["Deny","role:guest","edit"],["Allow","user:alice","*"]]');
    const yes = await call(`explain --permission edit --acl ${file} --user alice`);
    expect([yes.status, yes.out]).toEqual([
      0,
      expect.stringMatching(/^Allowed: ACE 2 .*\n.*other principal\n.*decided\n$/),
    ]);
    expect(
      (await call(`explain --permission edit --acl ${file} --principal role:guest`)).status,
    ).toBe(1);
    const module = join(folder, 'security.mjs');
    writeFileSync(
      module,
      `export const security = { authenticate: async (view) => ({ failure: null, decide: (permission) => ({ allowed: view.header('authorization') === 'Bearer t' && permission === 'edit', reason: 'Because.', trace: () => [] }) }) };`,
    );
    expect(await call(`explain --permission edit --module ${module} t`)).toMatchObject({
      status: 0,
      out: 'Because.\n',
    });
  });

  it('shows settings and where they came from, and hides keys', async () => {
    const shown = await call('settings');
    expect(shown.out).toContain('jwt.expiration = 15m   (JWT_EXPIRATION in the environment)');
    expect(shown.out + (await call('settings --json')).out).not.toContain(secret);
  });

  it('says that settings without a key are not enough, and shows them all the same', async () => {
    const env = { JWT_PRIVATE_KEY: undefined } as never;
    const shown = await call('settings', { env });
    expect(shown.status).toBe(1);
    expect(shown.out).toMatch(
      /^jwt.expiration = 15m .*\nA key is missing: set JWT_PRIVATE_KEY .*\n$/,
    );
    const { status, out } = await call('settings --json', { env });
    expect([status, JSON.parse(out)]).toMatchObject([
      1,
      { missing: [expect.stringContaining('JWT_PRIVATE_KEY')] },
    ]);
    const { publicPem } = JSON.parse((await call('keys new --json')).out) as { publicPem: string };
    const verifies = { JWT_PRIVATE_KEY: undefined, JWT_PUBLIC_KEY: publicPem } as never;
    expect((await call('settings', { env: verifies })).status).toBe(0);
  });

  it('reports each fault of the settings', async () => {
    expect(await call('check', { env: { JWT_EXPIRATION: 'never' } })).toMatchObject({
      status: 1,
      out: expect.stringContaining('valid forever'),
    });
    expect((await call('check', { env: { JWT_PRIVATE_KEY: 'short' } })).status).toBe(1);
  });

  it('checks the settings as production does, with what they accept', async () => {
    const env = { JWT_PRIVATE_KEY: secret, JWT_EXPIRATION: 'never' };
    expect((await call('check', { env })).out).toMatch(/ or JWT_AUDIT_ACCEPT = no_expiration\.\n$/);
    const accepted = await call('check', {
      env: { ...env, JWT_AUDIT_ACCEPT: 'no_expiration, csrf_off' },
    });
    expect(accepted.status).toBe(0);
    expect(accepted.out).toBe(
      '- JWT_AUDIT_ACCEPT has "csrf_off", which the audit does not find: remove it.\n',
    );
  });

  it('shows help with an example for each command, and prints JSON for each', async () => {
    const acl = join(folder, 'own.json');
    writeFileSync(acl, '[["Allow","user:alice","edit"]]');
    const app = join(folder, 'app.mjs');
    writeFileSync(app, "export default { '~routes': [], '~middleware': [] };");
    const entry = new URL('../../dist/lock.js', import.meta.url).href;
    const plan = join(folder, 'authz.lock.mjs');
    writeFileSync(
      plan,
      `import { lock } from '${entry}'; import app from './app.mjs'; export default lock(app, { as: {} });`,
    );
    const made = await token();
    const calls = {
      secret: 'secret',
      keys: 'keys new',
      token: 'token --sub alice',
      decode: `decode ${made}`,
      verify: `verify ${made}`,
      explain: `explain --permission edit --acl ${acl} --user alice`,
      routes: `routes --app ${app}`,
      lock: `lock --config ${plan}`,
      settings: 'settings',
      check: 'check',
      store: 'store schema postgres',
    };
    const overview = (await call('--help')).out;
    expect([...overview.matchAll(/^ {2}(\w+) /gm)].map(([, name]) => name)).toEqual(
      Object.keys(calls),
    );
    for (const [name, line] of Object.entries(calls)) {
      for (const flag of ['--help', '-h'])
        expect((await call(`${name} ${flag}`)).out, name).toMatch(
          new RegExp(
            `^Usage: pyramidion ${name} [^]*\\n  --json +Print JSON\\n[^]*\\nExample:\\n  \\S`,
          ),
        );
      const { status, out } = await call(`${line} --json`);
      expect([status, JSON.parse(out)], name).toEqual([0, expect.any(Object)]);
    }
  });

  it('takes the expiration of --expiration, then of the settings, then one hour', async () => {
    const lifetime = async (line: string, env: Record<string, string>) => {
      const made = await call(`token --sub alice ${line}`, { env });
      const { claims } = JSON.parse((await call('decode --json', { stdin: made.out })).out) as {
        claims: { iat: number; exp?: number };
      };
      return claims.exp === undefined ? null : claims.exp - claims.iat;
    };
    const unset = { JWT_EXPIRATION: undefined } as never;
    expect(await lifetime('--expiration 5m', {})).toBe(300);
    expect(await lifetime('--expiration never', {})).toBeNull();
    expect(await lifetime('', {})).toBe(900);
    expect(await lifetime('', unset)).toBe(3600);
    for (const wrong of ['soon', '0', '15minutes', '-1'])
      expect(await call(`token --sub alice --expiration=${wrong}`), wrong).toMatchObject({
        status: 2,
        err: expect.stringContaining('--expiration must be a duration'),
      });
  });

  it('reports a user id or claims of which no token can be made', async () => {
    const huge = `--claim note=${'x'.repeat(9000)}`;
    for (const line of ['token --sub=', `token --sub alice ${huge}`]) {
      const { status, out, err } = await call(line);
      expect([status, out], line.slice(0, 40)).toEqual([2, '']);
      expect(err).toMatch(/user id|maxTokenLength/);
    }
  });

  it('says that there are no settings, rather than that a key is missing', async () => {
    const env = { JWT_PRIVATE_KEY: undefined, JWT_EXPIRATION: undefined } as never;
    for (const line of ['token --sub alice', 'verify x', 'check', 'settings', 'settings --json'])
      expect(await call(line, { env }), line).toMatchObject({
        status: 2,
        err: expect.stringContaining('There are no settings: set JWT_PRIVATE_KEY'),
      });
  });

  it('refuses an argument too many, which might be a file that would be ignored', async () => {
    const acl = join(folder, 'any.json');
    writeFileSync(acl, '[]');
    for (const line of [
      'check production.ini',
      'settings app.ini',
      'secret HS256',
      'token --sub alice bob',
      'verify a b',
      'decode a b',
      'keys new x',
      `explain --permission edit --acl ${acl} --token x y`,
    ]) {
      const { status, out, err } = await call(line);
      expect([status, out], line).toEqual([2, '']);
      expect(err).toMatch(/one argument too many|given twice/);
    }
  });

  it('answers a wrong command line with status 2 and help, and never with a stack', async () => {
    for (const line of [
      '',
      'tokn',
      'token',
      'token --sub',
      'verify --nope',
      'explain',
      'keys old',
      'verify',
    ]) {
      const { status, out, err } = await call(line);
      expect(status, line).toBe(2);
      expect(out + err).toContain('Usage: pyramidion');
      expect(err).not.toMatch(/\n\s+at /);
    }
    expect((await call('tokn')).err).toContain('did you mean token?');
    expect((await call('token --help')).out).toContain('Example:');
    expect((await call('--version')).out).toMatch(/^\d+\.\d+\.\d+\n$/);
    expect((await call('token --sub alice', { env: { JWT_PRIVATE_KEY: '' } })).status).toBe(2);
  });
});
