import { existsSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { run } from '../../src/cli/run.ts';
import { SECRET } from '../support/security.ts';

const here = process.cwd();
afterEach(() => process.chdir(here));
const folder = mkdtempSync(join(tmpdir(), 'cli-lock-'));
let modules = 0;
const own = (name: string) => new URL(`../../dist/${name}.js`, import.meta.url).href;

/** Writes the module of a lock file into a folder of its own, and returns its path. */
function moduleOf(acl: string, routes: string, end = `export default lock(app, { as });`): string {
  const file = join(folder, `lock-${++modules}.mjs`);
  writeFileSync(
    file,
    `import express from '${import.meta.resolve('express')}';
     import { createSecurity, Public } from '${own('index')}';
     import { authenticate, permit, required } from '${own('adapters/express')}';
     import { lock } from '${own('lock')}';
     const root = { acl: ${acl} };
     const security = createSecurity({ privateKey: '${SECRET}', expiration: '1h', root });
     const app = express();
     app.use(authenticate(security));
     const end = (request, response) => response.end();
     const as = { support: ['role:support'] };
     ${routes}
     ${end}`,
  );
  return file;
}

const ACL = "[['Allow', 'role:admin', 'delete']]";
const OTHER = "[['Allow', 'role:admin', 'delete'], ['Allow', 'role:support', 'delete']]";
const ROUTES = "app.delete('/reports', permit('delete'), end);";

function call(...args: readonly string[]) {
  return run(['lock', ...args], { env: {}, stdin: () => '', now: () => 0 });
}

describe('lock', () => {
  it('writes the lock file beside its module, and is then current', async () => {
    const config = moduleOf(ACL, ROUTES);
    const file = config.replace('.mjs', '.lock');
    expect(await call('--config', config)).toEqual({
      status: 0,
      err: '',
      out: `${file} is written: 1 routes, 2 personas.\n`,
    });
    expect(readFileSync(file, 'utf8')).toContain(
      '\nDELETE /reports  delete of root\n  anonymous: 401\n',
    );
    expect(await call('--config', config, '--check')).toEqual({
      status: 0,
      err: '',
      out: `${file} is current: 1 routes, 2 personas.\n`,
    });
  });

  it.each([
    ['a7.mjs', 'a7.lock'],
    ['site.lock.mjs', 'site.lock'],
    ['plan.lock', 'plan.lock.lock'],
  ])('names the lock file of %s %s, and leaves the module as it is', async (name, own) => {
    const at = mkdtempSync(join(folder, 'named-'));
    writeFileSync(join(at, 'package.json'), '{ "type": "module" }');
    const [config, file] = [join(at, name), join(at, own)];
    const text = readFileSync(moduleOf(ACL, ROUTES), 'utf8');
    writeFileSync(config, text);
    const { out } = await call('--config', config);
    expect(out).toBe(`${file} is written: 1 routes, 2 personas.\n`);
    expect(readFileSync(config, 'utf8')).toBe(text);
    expect((await call('--config', config, '--check')).status).toBe(0);
  });

  it('exits with 1 and a sentence for each difference, and writes nothing', async () => {
    const file = join(folder, 'changed.lock');
    await call('--config', moduleOf(ACL, ROUTES), '--file', file);
    const before = readFileSync(file, 'utf8');
    const config = moduleOf(OTHER, `${ROUTES} app.put('/reports', end);`);
    expect(await call('--config', config, '--file', file, '--check')).toEqual({
      status: 1,
      err: '',
      out: `PUT /reports is a new route without a guard: add permit, required or permit(Public).
support gained delete on DELETE /reports, by line 2 of root.

${file} is not current: review this, and run "npx pyramidion lock".
`,
    });
    expect(readFileSync(file, 'utf8')).toBe(before);
    const { out } = await call('--config', config, '--file', file, '--check', '--json');
    expect(JSON.parse(out)).toEqual({
      current: false,
      changes: [
        expect.objectContaining({ kind: 'unguarded', routes: ['PUT /reports'] }),
        {
          kind: 'gained',
          routes: ['DELETE /reports'],
          personas: ['support'],
          reason: 'support gained delete on DELETE /reports, by line 2 of root.',
        },
      ],
    });
  });

  it('says what it changes in a lock file, and accepts a route without a guard only once named', async () => {
    const file = join(folder, 'written.lock');
    await call('--config', moduleOf(ACL, ROUTES), '--file', file);
    const routes = `${ROUTES} app.get('/docs', end);`;
    const { status, out } = await call('--config', moduleOf(OTHER, routes), '--file', file);
    expect([status, out.split('\n')[1]]).toEqual([
      0,
      'support gained delete on DELETE /reports, by line 2 of root.',
    ]);
    const again = await call('--config', moduleOf(OTHER, routes), '--file', file, '--check');
    expect([again.status, again.out]).toEqual([
      1,
      expect.stringMatching(/^GET \/docs has no guard/),
    ]);
    const named = moduleOf(
      OTHER,
      routes,
      "export default lock(app, { as, unguarded: ['GET /docs'] });",
    );
    await call('--config', named, '--file', file);
    expect((await call('--config', named, '--file', file, '--check')).status).toBe(0);
  });

  it('prints the table as JSON', async () => {
    const { out } = await call(
      '--config',
      moduleOf(ACL, ROUTES),
      '--file',
      join(folder, 'a'),
      '--json',
    );
    expect(JSON.parse(out)).toMatchObject({
      personas: { anonymous: 'anonymous', support: 'role:support' },
      routes: [
        {
          route: 'DELETE /reports',
          asks: 'delete of root',
          as: { anonymous: '401', support: '403' },
        },
      ],
      changes: [],
    });
  });

  it('finds the module in the current folder', async () => {
    process.chdir(mkdtempSync(join(tmpdir(), 'cli-lock-here-')));
    expect(await call('--check')).toMatchObject({
      status: 2,
      err: expect.stringMatching(/^There is no authz\.lock\.ts here: write one/),
    });
    writeFileSync('authz.lock.mjs', readFileSync(moduleOf(ACL, ROUTES)));
    expect(await call('--check')).toEqual({
      status: 2,
      out: '',
      err: 'authz.lock is missing: write it with "npx pyramidion lock", and add it to the repository.\n',
    });
    expect((await call()).out).toBe('authz.lock is written: 1 routes, 2 personas.\n');
    expect(existsSync('authz.lock')).toBe(true);
    writeFileSync('authz.lock', readFileSync('authz.lock', 'utf8').replace('401', ''));
    expect(await call('--check')).toMatchObject({
      status: 2,
      err: expect.stringMatching(/^The lock file is damaged: line \d+ cannot be read\./),
    });
    expect(await call()).toMatchObject({ status: 0 });
    expect(await call('--check')).toMatchObject({ status: 0 });
  });

  it.each<[string, string, RegExp]>([
    [
      'exports no plan',
      'export const plan = lock(app, { as });',
      /The default export of \S+ is no plan of a lock file: write export default lock/,
    ],
    [
      'is wrong',
      'export default lock(app, { as: { support: undefined } });',
      /^The persona support has no list of principals/,
    ],
    ['fails', "throw new RangeError('secret');", /failed \(RangeError\): run it with node/],
    [
      'listens',
      "const server = app.listen(0, '127.0.0.1'); setTimeout(() => server.close(), 300); export default lock(app, { as });",
      /listens on a port when it is imported/,
    ],
    [
      'has an application that fails',
      'export default lock(() => { throw new TypeError(); }, { as });',
      /failed \(TypeError\)/,
    ],
  ])('says so if the module %s', async (_, end, expected) => {
    const { status, err } = await call(
      '--config',
      moduleOf(ACL, ROUTES, end),
      '--file',
      join(folder, 'none'),
    );
    expect([status, err]).toEqual([2, expect.stringMatching(expected)]);
    expect(err).not.toContain('secret');
  });
});
