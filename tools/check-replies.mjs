/**
 * Turns off the reply of one entry point after the other, and sees that exactly its own tests fail.
 * It works on a copy in a temporary folder, and runs the tests that load the changed files.
 * Usage: node tools/check-replies.mjs [entry point …]
 *
 * The reply is what an adapter writes on a response: the cookie, `Vary` and the other headers of
 * the auth context; of an entry point for sockets and tools, its refusal. A test fails rightly if
 * it is one of the entry point, or of what several share and names it. What builds its own server
 * of a framework (`test/frameworks`) is not run here.
 */
import { spawnSync } from 'node:child_process';
import {
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buildLibrary, ROOT } from './build.mjs';
import { copySources } from './copy-sources.mjs';
import { frameworkNames } from './runtimes/frameworks.mjs';
import { readReport } from './runtimes/run-tests.mjs';
import { verdict } from './verdict.mjs';

const MINUTES = 10;
/** Tests that run what is built, or read the text of the sources. */
const NOT_RELATED = ['tools', 'bench', 'types', 'examples', 'readme.test.ts', 'testing'].map(
  (name) => `**/test/${name}`,
);
/** Calls that write a reply, and what does nothing in their place. */
const WRITERS = [
  [/\bauth\.take\(/g, '((_) => [])('],
  [/(?<!function )\bwriteToNode\(/g, '((..._) => undefined)('],
  [/(?<!function )\bwriteToResponse\(/g, '((response) => response)('],
  [/\bwrite: writeToResponse\b/g, 'write: (response) => response'],
];
/** What answers where there are no headers to write. */
const OWN = {
  mcp: [[/\banswerNode\(answer, response\)/g, 'next()']],
  'socket.io': [[/\bgoOn\(next, refused\)/g, 'next()']],
  ws: [[/(?<!function )\banswerUpgrade\((this\.#raw), \w+\)/g, '$1.destroy()']],
};

function sourcesOf(name) {
  const folder = join('src', 'adapters', name);
  const inside =
    existsSync(join(ROOT, folder)) && statSync(join(ROOT, folder)).isDirectory()
      ? readdirSync(join(ROOT, folder)).map((file) => join(folder, file))
      : [];
  return [`${folder}.ts`, ...inside].filter((file) => file.endsWith('.ts'));
}

/** @returns {Map<string, string>} the changed text of each file in which a reply is written */
function turnedOff(name) {
  const changed = new Map();
  for (const file of sourcesOf(name)) {
    const text = readFileSync(join(ROOT, file), 'utf8');
    const rules = OWN[name] ?? WRITERS;
    const result = rules.reduce((whole, [call, nothing]) => whole.replaceAll(call, nothing), text);
    if (result !== text) changed.set(file, result);
  }
  return changed;
}

function failuresOf(folder, files) {
  const vitest = join(ROOT, 'node_modules', 'vitest', 'vitest.mjs');
  const report = join(folder, 'report.json');
  rmSync(report, { force: true });
  const options = ['--run', '--reporter=json', `--outputFile=${report}`, '--testTimeout=15000'];
  for (const pattern of NOT_RELATED) options.push('--exclude', pattern);
  const { status, stderr } = spawnSync(
    process.execPath,
    [vitest, 'related', ...files, ...options],
    {
      cwd: folder,
      encoding: 'utf8',
      timeout: MINUTES * 60_000,
      killSignal: 'SIGKILL',
      maxBuffer: 100_000_000,
    },
  );
  if (!existsSync(report)) throw new Error(`no report: ${stderr.slice(-2000)}`);
  return readReport(JSON.parse(readFileSync(report, 'utf8')), status, folder).failures;
}

const isOwn = (name, file) =>
  file === `test/adapters/${name}.test.ts` || file.startsWith(`test/adapters/${name}/`);
const others = (name) => frameworkNames().filter((one) => one !== name);
const word = (name) => new RegExp(`\\b${name.replace('.', '\\.')}\\b`, 'i');

/** Sorts what failed: own tests, those of what several share, and those of others. */
function sorted(name, failures) {
  const files = { own: new Set(), shared: new Set(), wrong: new Set() };
  for (const { test } of failures) {
    const [file] = test.split(' > ');
    const ofOther = others(name).some((one) => isOwn(one, file));
    const isShared = !ofOther && (word(name).test(test) || !file.startsWith('test/adapters/'));
    if (isOwn(name, file)) files.own.add(file);
    else files[isShared ? 'shared' : 'wrong'].add(isShared ? file : test);
  }
  return files;
}

const unknown = process.argv.slice(2).filter((name) => !frameworkNames().includes(name));
const chosen = process.argv.length > 2 ? process.argv.slice(2) : frameworkNames();
const faults = unknown.map((name) => `there is no entry point ${name}`);
const looked = { entryPoints: 0, failures: 0 };

function check(folder, name) {
  const changed = turnedOff(name);
  if (changed.size === 0)
    return faults.push(`${name} has no reply to turn off: say in this tool what answers`);
  for (const [file, text] of changed) writeFileSync(join(folder, file), text);
  try {
    const failures = failuresOf(folder, [...changed.keys()]);
    const { own, shared, wrong } = sorted(name, failures);
    looked.entryPoints++;
    looked.failures += failures.length;
    const list = [...own, ...[...shared].map((file) => `${file} (its part)`)].join(', ');
    console.log(`${name}: ${failures.length} tests failed, in ${list || 'no file'}`);
    const hasServer = existsSync(join(ROOT, 'test', 'frameworks', `${name}.ts`));
    if (own.size === 0 && !hasServer) faults.push(`${name}: none of its tests failed`);
    for (const test of wrong) faults.push(`${name}: this is no test of it: ${test}`);
  } finally {
    for (const file of changed.keys())
      writeFileSync(join(folder, file), readFileSync(join(ROOT, file)));
  }
}

if (faults.length === 0) {
  buildLibrary();
  const folder = mkdtempSync(join(tmpdir(), 'pyramidion-replies-'));
  try {
    copySources(folder);
    for (const name of chosen) check(folder, name);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
verdict('check-replies', looked, faults);
