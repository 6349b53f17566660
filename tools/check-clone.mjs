/**
 * A fresh clone can be packed and can be installed as a git dependency: both build what is
 * published.
 * Usage: node tools/check-clone.mjs; it checks the commit that is checked out
 */
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { ROOT } from './build.mjs';
import { verdict } from './verdict.mjs';

const OPEN = `
const { createSecurity } = await import('pyramidion');
const { permits } = await import('pyramidion/acl');
if (typeof createSecurity !== 'function' || typeof permits !== 'function') process.exit(1);`;

const faults = [];
const folder = mkdtempSync(join(tmpdir(), 'pyramidion-clone-'));
const clone = join(folder, 'clone');

function run(what, command, args, cwd) {
  const { status, stdout, stderr } = spawnSync(command, args, {
    cwd,
    encoding: 'utf8',
    timeout: 300_000,
  });
  if (status !== 0) throw new Error(`${what} failed:\n${stdout}${stderr}`);
}

/** Installs the package in an empty project, and imports it there. */
function use(what, spec) {
  const project = join(folder, what);
  mkdirSync(project);
  writeFileSync(join(project, 'package.json'), '{ "private": true, "type": "module" }');
  run(`npm install ${what}`, 'npm', ['install', '--prefer-offline', '--no-audit', spec], project);
  run(`importing ${what}`, process.execPath, ['--input-type=module', '-e', OPEN], project);
}

let used = 0;
try {
  run('git clone', 'git', ['clone', '--quiet', ROOT, clone], folder);
  for (const what of ['git', 'tarball']) {
    if (what === 'tarball') run('npm pack', 'npm', ['pack', '--pack-destination', folder], clone);
    const tarball = readdirSync(folder).find((name) => name.endsWith('.tgz'));
    use(what, what === 'git' ? `git+${pathToFileURL(clone).href}` : join(folder, tarball));
    used++;
  }
} catch (error) {
  faults.push(error.message);
} finally {
  rmSync(folder, { recursive: true, force: true });
}
verdict('check-clone', { installations: used }, faults);
