/**
 * Runs the tests on the runtimes of `ci/runtimes`: the suite by vitest where it runs, the checks of
 * the built package everywhere, those of sessions over each store that can run there, those of
 * sockets where a runtime has its own, and the contract of adapters on Workers.
 * Usage: node tools/test-runtimes.mjs [--whole] [--adapters | --sockets] [--servers] [--keep]
 *   [runtime …]
 *
 * Without `--whole` it leaves out what takes long or does not depend on the runtime; `--adapters`
 * runs the tests of entry points alone, `--sockets` those that keep the contract for sockets.
 * `--servers` also asks the servers that frameworks have
 * built (`npm run check:examples` first). `--keep` records for docs/frameworks.md what the entry
 * points did on each runtime that has no fault. What is known to fail on a runtime stands in
 * `tools/runtimes/differences.json` with its reason.
 */
import { readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { buildExample, buildLibrary } from './build.mjs';
import { RUNTIMES } from './runtimes/binaries.mjs';
import { recordOf, writeResults } from './runtimes/frameworks.mjs';
import { runStoreChecksOn } from './runtimes/run-store-checks.mjs';
import { storeFaults } from './runtimes/stores.mjs';
import { failedChecks, runChecksOn } from './runtimes/run-checks.mjs';
import { runSocketChecksOn } from './runtimes/run-socket-checks.mjs';
import { compare, reasonFor, runTestsOn } from './runtimes/run-tests.mjs';
import { builtFrameworks, runServerTestsOn, SERVER_RUNTIMES } from './runtimes/run-servers.mjs';
import { runContractOnWorkerd } from './runtimes/worker-contract.mjs';
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
  options: {
    whole: { type: 'boolean', default: false },
    adapters: { type: 'boolean', default: false },
    sockets: { type: 'boolean', default: false },
    servers: { type: 'boolean', default: false },
    keep: { type: 'boolean', default: false },
  },
});
const unknownNames = positionals.filter((name) => !RUNTIMES.includes(name));
const names = positionals.length > 0 ? positionals : RUNTIMES;
const differences = JSON.parse(
  readFileSync(new URL('runtimes/differences.json', import.meta.url), 'utf8'),
);
const faults = unknownNames.map((name) => `there is no runtime ${name}: ${RUNTIMES.join(', ')}`);
const looked = { runtimes: 0, checks: 0 };

/** The tests of each runtime, for `--keep`. */
const kept = {};

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

function partOf() {
  if (values.sockets)
    return ['ws', 'socket.io', 'sockets-elsewhere'].map((name) => `test/adapters/${name}.test.ts`);
  if (values.adapters) return ['test/adapters/'];
  return values.whole ? [] : PART;
}

function test(name) {
  const isNode = name.startsWith('node');
  const excluded = [...(values.whole ? [] : SLOW), ...(isNode ? [] : NODE_ONLY)];
  const part = partOf();
  const { passed, failures, tests } = runTestsOn(name, part, excluded);
  kept[name] = tests;
  const wasRun = (file) => part.length === 0 || part.some((folder) => file.startsWith(folder));
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

/** Counts tests that have messages, and returns them. */
function counted(name, tests) {
  const failed = tests.filter(({ status }) => status === 'failed');
  const passed = tests.filter(({ status }) => status === 'passed').length;
  console.log(`${name}: ${passed} tests passed, ${failed.length} failed`);
  for (const { file, groups, title, message } of failed)
    faults.push(`${name}: ${[file, ...groups, title].join(' > ')}: ${firstLine(message)}`);
  looked.tests = (looked.tests ?? 0) + passed;
  return tests;
}

function testServers(name) {
  for (const framework of builtFrameworks())
    try {
      kept[name].push(...counted(`${name}, ${framework}`, runServerTestsOn(name, framework)));
    } catch (error) {
      faults.push(`${name}, ${framework}: ${error.message}`);
    }
}

async function keep() {
  const { contractCases, socketContractCases } = await import('../dist/testing.js');
  const rules = contractCases.map((one) => one.name);
  const socketRules = socketContractCases.map((one) => one.name);
  const found = Object.entries(kept).map(([name, tests]) => [
    name,
    recordOf(tests, rules, (title) => reasonFor(differences, name, title), socketRules),
  ]);
  writeResults({ rules, socketRules }, Object.fromEntries(found), values.sockets);
  console.log('recorded: node tools/frameworks-page.mjs writes docs/frameworks.md');
}

if (faults.length === 0) {
  buildLibrary();
  if (values.whole) buildExample();
  const isPart = values.adapters || values.sockets;
  const hasStores = !isPart && names.some((name) => name !== 'workerd');
  // What they acknowledge is not at stake: nothing here ends them before their time.
  const servers = hasStores ? await startServers({ postgres: { fsync: 'off' } }) : null;
  try {
    for (const name of names) {
      looked.runtimes++;
      const before = faults.length;
      if (isPart) delete looked.checks;
      else if (name !== 'deno') await check(name, name, []);
      else {
        await check(name, 'deno with all permissions', ['-A']);
        await check(name, 'deno without permissions', []);
      }
      if (!isPart) await checkSockets(name);
      if (name === 'workerd' && values.sockets) continue;
      if (name === 'workerd') kept.workerd = counted(name, await runContractOnWorkerd());
      else {
        if (hasStores) checkStores(name, servers);
        test(name);
        if (values.servers && SERVER_RUNTIMES.includes(name)) testServers(name);
      }
      if (faults.length > before) delete kept[name];
    }
  } finally {
    await servers?.close();
  }
  if (values.keep) await keep();
}
verdict('test-runtimes', looked, faults);
