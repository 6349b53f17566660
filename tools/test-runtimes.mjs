/**
 * Runs the tests on the runtimes of `ci/runtimes`: the suite by vitest where it runs, the checks of
 * the built package everywhere, those of sessions over each store that can run there, and those of
 * sockets where a runtime has its own.
 * Usage: node tools/test-runtimes.mjs [--whole] [runtime …]
 *
 * Without `--whole` it leaves out what takes long or does not depend on the runtime. What is known
 * to fail on a runtime stands in `tools/runtimes/differences.json` with its reason.
 */
import { readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { buildExample, buildLibrary } from './build.mjs';
import { RUNTIMES } from './runtimes/binaries.mjs';
import { runStoreChecksOn } from './runtimes/run-store-checks.mjs';
import { storeFaults } from './runtimes/stores.mjs';
import { failedChecks, runChecksOn } from './runtimes/run-checks.mjs';
import { runSocketChecksOn } from './runtimes/run-socket-checks.mjs';
import { compare, runTestsOn } from './runtimes/run-tests.mjs';
import { startServers } from './servers.mjs';
import { verdict } from './verdict.mjs';

const PART = ['adapters', 'authn', 'authz', 'http', 'keys', 'security', 'sessions', 'token'].map(
  (folder) => `test/${folder}/`,
);
const SLOW = ['**/differential*', '**/generate.test.ts', '**/weak-secret.test.ts'];
/** Tests that start programs with `process.execPath`, and so need Node. */
const NODE_ONLY = ['tools', 'bench', 'cli', 'examples'].map((folder) => `test/${folder}/**`);
NODE_ONLY.push('test/readme.test.ts');

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { whole: { type: 'boolean', default: false } },
});
const unknownNames = positionals.filter((name) => !RUNTIMES.includes(name));
const names = positionals.length > 0 ? positionals : RUNTIMES;
const differences = JSON.parse(
  readFileSync(new URL('runtimes/differences.json', import.meta.url), 'utf8'),
);
const faults = unknownNames.map((name) => `there is no runtime ${name}: ${RUNTIMES.join(', ')}`);
const looked = { runtimes: 0, checks: 0 };

const firstLine = (message) => message.trim().split('\n')[0].slice(0, 200);

async function check(name, title, permissions) {
  report(title, await runChecksOn(name, permissions));
}

async function checkSockets(name) {
  const results = await runSocketChecksOn(name);
  if (results !== null) report(`${name}, sockets`, results);
}

function report(title, results) {
  const checks = Object.keys(results).length;
  const failed = failedChecks(results);
  looked.checks += checks;
  console.log(`${title}: ${checks} checks, ${failed.length} failed`);
  for (const message of failed) faults.push(`${title}: ${firstLine(message)}`);
}

function checkStores(name, servers) {
  const found = runStoreChecksOn(name, servers);
  const checks = Object.values(found).flatMap((results) => Object.keys(results)).length;
  const failed = storeFaults(name, found);
  looked.checks += checks;
  console.log(`${name}, stores: ${checks} checks, ${failed.length} failed`);
  for (const message of failed) faults.push(`${name}: ${firstLine(message)}`);
}

function test(name) {
  const isNode = name.startsWith('node');
  const excluded = [...(values.whole ? [] : SLOW), ...(isNode ? [] : NODE_ONLY)];
  const { passed, failures } = runTestsOn(name, values.whole ? [] : PART, excluded);
  const wasRun = (file) => values.whole || PART.some((folder) => file.startsWith(folder));
  const { known, unknown, outdated } = compare(differences, name, failures, wasRun);
  console.log(
    `${name}: ${passed} tests passed, ${unknown.length} failed, ${known} known to differ`,
  );
  for (const { test: title, message } of unknown)
    faults.push(`${name}: ${title}: ${firstLine(message)}`);
  for (const title of outdated)
    faults.push(`tools/runtimes/differences.json: ${title} does not fail on ${name}: delete it`);
  looked.tests = (looked.tests ?? 0) + passed;
}

if (faults.length === 0) {
  buildLibrary();
  if (values.whole) buildExample();
  const hasStores = names.some((name) => name !== 'workerd');
  // What they acknowledge is not at stake: nothing here ends them before their time.
  const servers = hasStores ? await startServers({ postgres: { fsync: 'off' } }) : null;
  try {
    for (const name of names) {
      looked.runtimes++;
      if (name !== 'deno') await check(name, name, []);
      else {
        await check(name, 'deno with all permissions', ['-A']);
        await check(name, 'deno without permissions', []);
      }
      await checkSockets(name);
      if (name === 'workerd') continue;
      checkStores(name, servers);
      test(name);
    }
  } finally {
    await servers?.close();
  }
}
verdict('test-runtimes', looked, faults);
