import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { describe, expect, it } from 'vitest';
import type { Resource } from '../../src/acl.ts';
import { AllPermissions, Allow } from '../../src/acl.ts';
import type { AclMatchers } from '../../src/testing.ts';
import { aclMatchers, assertNever } from '../../src/testing.ts';
import { ROOT } from '../support/gate.ts';

declare module 'vitest' {
  // oxlint-disable-next-line typescript/no-empty-object-type -- the matchers of a test file
  interface Matchers<T> extends AclMatchers<T> {}
}
expect.extend(aclMatchers);

const site: Resource = {
  name: 'site',
  acl: [
    [Allow, 'role:admin', AllPermissions],
    [Allow, 'role:support', 'delete'],
  ],
};
const leaf: Resource = { name: 'report', acl: [[Allow, 'role:editor', 'edit']], parent: site };

describe('the matcher never', () => {
  it('passes if no request can have the permission', () => {
    expect(site).never('edit', { without: ['role:admin'] });
    expect(leaf).never('publish', { without: ['role:admin'] });
    expect([[Allow, 'role:a', 'read']]).never('edit');
    expect(leaf).not.never('edit', { without: ['role:admin'] });
  });

  it('says who can, and by which line', () => {
    expect(() => expect(leaf).never('delete', { without: ['role:admin'] })).toThrow(
      '"delete" is allowed to "role:support" by ACE 2 of the acl of "site".',
    );
    expect(() => expect(site).not.never('edit', { without: ['role:admin'] })).toThrow(
      'No request can "edit": the ACL never allows it.',
    );
  });

  it.each([undefined, null])('rejects %s in the place of an ACL', (nothing) => {
    expect(() => expect(nothing).never('delete')).toThrow('There is no ACL');
    expect(() => expect(nothing).not.never('delete')).toThrow('There is no ACL');
    expect(() => assertNever(nothing, 'delete')).toThrow('There is no ACL');
  });

  it('rejects a permission that is missing or not in the closed list', () => {
    expect(() => expect(site).never(undefined as never)).toThrow('is not a string');
    const permissions = ['read', 'edit', 'delete'];
    expect(() => assertNever(site, 'delte', { permissions })).toThrow(
      '"delte" is not one of the permissions.',
    );
  });
});

describe('assertNever', () => {
  const library = join(ROOT, 'dist/testing.js');
  it.runIf(existsSync(library))('fails and passes a test of node:test', () => {
    const folder = mkdtempSync(join(tmpdir(), 'never-'));
    const file = join(folder, 'acl.test.mjs');
    writeFileSync(
      file,
      `import { test } from 'node:test';
       import { assertNever } from ${JSON.stringify(pathToFileURL(library).href)};
       const acl = [['Allow', 'role:support', 'delete']];
       test('passes', () => assertNever(acl, 'delete', { without: ['role:support'] }));
       test('fails', () => assertNever(acl, 'delete'));`,
    );
    const { NODE_OPTIONS: _options, NODE_V8_COVERAGE: _coverage, ...env } = process.env;
    const { stdout } = spawnSync(process.execPath, ['--test', '--test-reporter=tap', file], {
      encoding: 'utf8',
      env: { ...env, NODE_TEST_CONTEXT: undefined },
    });
    rmSync(folder, { recursive: true, force: true });
    expect(stdout).toMatch(/^ *ok \d+ - passes$/m);
    expect(stdout).toMatch(/^ *not ok \d+ - fails$/m);
    expect(stdout).toContain('"delete" is allowed to "role:support" by ACE 1 of the acl.');
  });
});
