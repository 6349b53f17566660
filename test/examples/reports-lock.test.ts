import { spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { makeFolder } from '../guide/compiled.ts';
import { ROOT } from '../support/gate.ts';

const file = join(ROOT, 'examples/reports/authz.lock');
let folder: string;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'reports-lock-'));
  makeFolder(folder);
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Checks the lock file of the example against a copy of it, in which one file is changed. */
function check(
  name: string,
  from: string | RegExp = '',
  to = '',
): { readonly status: number | null; readonly sentences: readonly string[] } {
  const copy = join(folder, 'copy');
  rmSync(copy, { recursive: true, force: true });
  cpSync(join(ROOT, 'examples/reports/dist'), copy, { recursive: true });
  const changed = join(copy, name);
  const text = readFileSync(changed, 'utf8');
  expect(text).toMatch(from);
  writeFileSync(changed, text.replace(from, to));
  const main = join(ROOT, 'dist/cli/main.js');
  const args = ['lock', '--check', '--config', join(copy, 'authz.lock.js'), '--file', file];
  const { status, stdout, stderr } = spawnSync(process.execPath, [main, ...args], {
    encoding: 'utf8',
  });
  expect(stderr).toBe('');
  const [sentences = ''] = stdout.split('\n\n');
  return { status, sentences: sentences.trimEnd().split('\n') };
}

describe('the lock file of the reports', () => {
  it('is current', () => {
    expect(check('security.js')).toEqual({
      status: 0,
      sentences: [`${file} is current: 25 routes, 5 personas.`],
    });
  });

  it.each<[string, string, string | RegExp, string, string]>([
    [
      'a permission that a role gets',
      'security.js',
      "['reports', 'create']",
      "['reports', 'create', 'edit']",
      'reporter gained edit on POST /reports/:id and PUT /reports/:id, by line 2 of root.',
    ],
    [
      'a line that drafts lose',
      'reports.js',
      /when\(\{ draft: true \}, \[.*?\]\),?/,
      '',
      'reporter gained reports on GET /reports/:id, by line 2 of root.',
    ],
    [
      'a guard that is forgotten',
      'app.js',
      "permit('edit', report), save",
      'save',
      'PUT /reports/:id lost its guard: it asked for edit of report().',
    ],
    [
      'a page that needs no login any longer',
      'app.js',
      "app.get('/me', required(), ",
      "app.get('/me', permit(Public), ",
      'GET /me no longer needs a login: it is public now; before, it asked for a login.',
    ],
  ])('shows %s in one sentence', (_, name, from, to, sentence) => {
    expect(check(name, from, to)).toEqual({ status: 1, sentences: [sentence] });
  });
});
